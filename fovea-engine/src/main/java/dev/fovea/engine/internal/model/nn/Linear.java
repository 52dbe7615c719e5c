package dev.fovea.engine.internal.model.nn;

import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// An affine map: weight `[out, in]`, bias `[out]` where there is one.
public record Linear(Tensor weight, Optional<Tensor> bias) {

  public static Linear load(
      ModelWeights weights, String name, long out, long in, boolean withBias) {
    return new Linear(
        weights.get(name + ".weight", out, in),
        withBias ? Optional.of(weights.get(name + ".bias", out)) : Optional.empty());
  }

  /// `[..., in]` to `[..., out]`.
  public Tensor apply(Tensor x) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(
          bias.isPresent()
              ? torch.linear(x, weight, new TensorOptional(bias.get()))
              : torch.linear(x, weight));
    }
  }
}
