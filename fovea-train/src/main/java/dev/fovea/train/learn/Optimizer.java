package dev.fovea.train.learn;

import dev.fovea.engine.internal.model.tensors.TensorShape;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// AdamW (arXiv 1711.05101), and for the matrices of layers, where that is wanted, Muon (Jordan et
/// al. 2024): the step is the momentum with all its singular values made about equal, scaled to the
/// size that AdamW's has (arXiv 2502.16982).
final class Optimizer implements AutoCloseable {
  private static final double FIRST_DECAY = 0.9;
  private static final double SECOND_DECAY = 0.98;
  private static final double EPSILON = 1e-8;
  private static final double MOMENTUM = 0.95;

  private final Parameters parameters;
  private final Tensor first;
  private final Tensor second;

  Optimizer(Parameters parameters) {
    this.parameters = parameters;
    first = Parameters.flatZeros(parameters.masters());
    second = Parameters.flatZeros(parameters.masters());
  }

  /// First moments, `[elements]`; Muon's momentum where it is used.
  Tensor first() {
    return first;
  }

  /// Second moments, `[elements]`.
  Tensor second() {
    return second;
  }

  /// The changes of a step, which may be made side by side.
  ///
  /// @param gradient `[elements]`, float32
  /// @param frozen names of parameters that stay as they are
  /// @param count steps so far, this one included
  List<Runnable> changes(Tensor gradient, StepSettings settings, Set<String> frozen, long count) {
    List<TensorShape> plain = new ArrayList<>();
    Map<List<Long>, List<TensorShape>> matrices = new LinkedHashMap<>();
    for (TensorShape shape : parameters.shapes()) {
      if (!frozen.contains(shape.name())) {
        boolean muon = settings.muonScale() > 0 && isLayerMatrix(shape);
        (muon ? matrices.computeIfAbsent(shape.shape(), _ -> new ArrayList<>()) : plain).add(shape);
      }
    }
    List<Runnable> changes = new ArrayList<>();
    matrices.values().forEach(group -> changes.add(() -> muon(group, gradient, settings)));
    changes.add(() -> plain.forEach(shape -> adam(shape, gradient, settings, count)));
    return changes;
  }

  private static boolean isLayerMatrix(TensorShape shape) {
    return shape.shape().size() == 2 && shape.name().contains(".layers.");
  }

  private void adam(TensorShape shape, Tensor gradient, StepSettings settings, long count) {
    try (Scope scope = new Scope()) {
      Tensor g = parameters.part(gradient, shape);
      Tensor m = parameters.part(first, shape);
      Tensor v = parameters.part(second, shape);
      Tensor weights = parameters.part(parameters.masters(), shape);
      m.mul_(Tensors.scalar(FIRST_DECAY)).add_(g, Tensors.scalar(1 - FIRST_DECAY));
      v.mul_(Tensors.scalar(SECOND_DECAY)).addcmul_(g, g, Tensors.scalar(1 - SECOND_DECAY));
      double firstCorrection = 1 - Math.pow(FIRST_DECAY, count);
      double secondCorrection = 1 - Math.pow(SECOND_DECAY, count);
      Tensor size =
          v.sqrt().div_(Tensors.scalar(Math.sqrt(secondCorrection))).add_(Tensors.scalar(EPSILON));
      decay(weights, shape, settings);
      weights.addcdiv_(m, size, Tensors.scalar(-settings.learningRate() / firstCorrection));
    }
  }

  /// Norms and biases do not decay.
  private static void decay(Tensor weights, TensorShape shape, StepSettings settings) {
    if (shape.shape().size() > 1 && settings.weightDecay() > 0) {
      weights.mul_(Tensors.scalar(1 - settings.learningRate() * settings.weightDecay()));
    }
  }

  /// Matrices of one shape, all at once.
  private void muon(List<TensorShape> group, Tensor gradient, StepSettings settings) {
    try (Scope scope = new Scope()) {
      Tensor[] wanted = new Tensor[group.size()];
      for (int i = 0; i < wanted.length; i++) {
        Tensor g = parameters.part(gradient, group.get(i));
        Tensor momentum = parameters.part(first, group.get(i));
        momentum.mul_(Tensors.scalar(MOMENTUM)).add_(g, Tensors.scalar(1 - MOMENTUM));
        wanted[i] = momentum.mul(Tensors.scalar(MOMENTUM)).add_(g, Tensors.scalar(1 - MOMENTUM));
      }
      Tensor steps = orthogonal(torch.stack(new TensorVector(wanted)));
      long longest = Math.max(steps.size(1), steps.size(2));
      double rate = settings.learningRate() * settings.muonScale() * Math.sqrt(longest);
      for (int i = 0; i < wanted.length; i++) {
        Tensor weights = parameters.part(parameters.masters(), group.get(i));
        decay(weights, group.get(i), settings);
        weights.sub_(steps.select(0, i), Tensors.scalar(rate));
      }
    }
  }

  /// The nearest matrices with equal singular values, roughly: five Newton-Schulz iterations with
  /// the quintic of Jordan et al.
  private Tensor orthogonal(Tensor matrices) {
    try (Scope scope = new Scope()) {
      boolean tall = matrices.size(1) > matrices.size(2);
      Tensor wide = tall ? matrices.transpose(1, 2) : matrices;
      Tensor size = wide.square().sum(new long[] {1, 2}, true, new ScalarTypeOptional()).sqrt();
      Tensor x = wide.div(size.add(Tensors.scalar(1e-7))).to(parameters.dtype());
      for (int i = 0; i < 5; i++) {
        Tensor gram = x.bmm(x.transpose(1, 2));
        Tensor mix = gram.mul(Tensors.scalar(-4.7750)).add(gram.bmm(gram), Tensors.scalar(2.0315));
        x = x.mul(Tensors.scalar(3.4445)).add(mix.bmm(x));
      }
      Tensor steps = x.to(ScalarType.Float);
      return scope.moveOut(tall ? steps.transpose(1, 2) : steps);
    }
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
