package dev.fovea.engine.model;

import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Root-mean-square normalisation over the last axis, computed in float32 (arXiv 1910.07467).
record RmsNorm(Tensor weight, double epsilon) {

  static RmsNorm load(ModelWeights weights, String name, long size, double epsilon) {
    return new RmsNorm(weights.get(name + ".weight", size), epsilon);
  }

  Tensor apply(Tensor x) {
    try (Scope scope = new Scope()) {
      Tensor wide = x.to(ScalarType.Float);
      Tensor variance = wide.square().mean(new long[] {-1}, true, new ScalarTypeOptional());
      Tensor normal = wide.mul(variance.add(Tensors.scalar(epsilon)).rsqrt());
      return scope.moveOut(weight.mul(normal.to(x.scalar_type())));
    }
  }
}
