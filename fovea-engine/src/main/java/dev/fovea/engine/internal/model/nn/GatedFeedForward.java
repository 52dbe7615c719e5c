package dev.fovea.engine.internal.model.nn;

import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/// A feed-forward network of which one half decides how much of the other half passes.
public record GatedFeedForward(Linear gate, Linear up, Activation activation, Linear down) {

  /// Loads `gate_proj`, `up_proj` and `down_proj`.
  public static GatedFeedForward load(
      ModelWeights weights, long hidden, long inner, String activation, boolean withBias) {
    return new GatedFeedForward(
        Linear.load(weights, "gate_proj", inner, hidden, withBias),
        Linear.load(weights, "up_proj", inner, hidden, withBias),
        Activation.named(activation),
        Linear.load(weights, "down_proj", hidden, inner, withBias));
  }

  public Tensor apply(Tensor x) {
    try (Scope scope = new Scope()) {
      Tensor gated = activation.apply(gate.apply(x)).mul(up.apply(x));
      return scope.moveOut(down.apply(gated));
    }
  }
}
