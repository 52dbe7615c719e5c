package dev.fovea.engine.internal.model.nn;

import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Layer normalisation over the last axis.
public record LayerNorm(Tensor weight, Tensor bias, double epsilon) {

  public static LayerNorm load(ModelWeights weights, String name, long size, double epsilon) {
    return new LayerNorm(
        weights.get(name + ".weight", size), weights.get(name + ".bias", size), epsilon);
  }

  public Tensor apply(Tensor x) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(
          torch.layer_norm(
              x,
              new long[] {weight.size(0)},
              new TensorOptional(weight),
              new TensorOptional(bias),
              epsilon,
              false));
    }
  }
}
