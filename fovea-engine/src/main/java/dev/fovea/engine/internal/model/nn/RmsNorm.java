package dev.fovea.engine.internal.model.nn;

import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Root-mean-square normalisation over the last axis, computed in float32 (arXiv 1910.07467).
///
/// @param weight in the dtype in which it is multiplied: the working one, or float32
public record RmsNorm(Tensor weight, double epsilon) {

  public static RmsNorm load(ModelWeights weights, String name, long size, double epsilon) {
    return new RmsNorm(weights.get(name + ".weight", size), epsilon);
  }

  /// A norm whose weights are stored as their distance from one, and multiplied in float32.
  public static RmsNorm loadFromOne(ModelWeights weights, String name, long size, double epsilon) {
    try (Scope scope = new Scope()) {
      Tensor wide = weights.get(name + ".weight", size).to(ScalarType.Float);
      return new RmsNorm(weights.keep(scope.release(wide.add(Tensors.scalar(1)))), epsilon);
    }
  }

  /// Rows of a long input are taken some at a time, so that the passes over their float32 copies
  /// find them in the cache.
  private static final long CHUNK = 1 << 19;

  public Tensor apply(Tensor x) {
    long length = x.size(1);
    long rows = Math.max(1, CHUNK / Math.max(1, x.numel() / length));
    if (length <= rows || x.requires_grad()) {
      return normalise(x);
    }
    try (Scope scope = new Scope()) {
      Tensor output = torch.empty_like(x);
      for (long row = 0; row < length; row += rows) {
        try (Scope chunk = new Scope()) {
          long count = Math.min(rows, length - row);
          output.narrow(1, row, count).copy_(normalise(x.narrow(1, row, count)));
        }
      }
      return scope.moveOut(output);
    }
  }

  private Tensor normalise(Tensor x) {
    try (Scope scope = new Scope()) {
      Tensor wide = x.to(ScalarType.Float);
      Tensor variance = wide.square().mean(new long[] {-1}, true, new ScalarTypeOptional());
      Tensor normal = wide.mul(variance.add(Tensors.scalar(epsilon)).rsqrt());
      Tensor weighted = weight.mul(normal.to(Tensors.dtype(weight)));
      return scope.moveOut(weighted.to(Tensors.dtype(x)));
    }
  }
}
