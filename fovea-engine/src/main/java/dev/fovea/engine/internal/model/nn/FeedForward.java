package dev.fovea.engine.internal.model.nn;

import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/// A feed-forward network of two layers.
public record FeedForward(Linear up, Activation activation, Linear down) {

  /// Loads two maps with biases.
  ///
  /// @param up name of the map to `inner` features
  /// @param down name of the map back
  public static FeedForward load(
      ModelWeights weights, String up, String down, long hidden, long inner, String activation) {
    return new FeedForward(
        Linear.load(weights, up, inner, hidden, true),
        Activation.named(activation),
        Linear.load(weights, down, hidden, inner, true));
  }

  public Tensor apply(Tensor x) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(down.apply(activation.apply(up.apply(x))));
    }
  }
}
