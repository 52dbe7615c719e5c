package dev.fovea.engine.internal.model.nn;

import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/// The projector of LLaVA 1.5 and its descendants, from visual features to embeddings: two linear
/// maps with a function between them.
public record TwoLayerProjector(Linear first, Activation activation, Linear second) {

  /// Loads `linear_1` and `linear_2`.
  ///
  /// @param in width of the features
  /// @param out width of the embeddings
  public static TwoLayerProjector load(
      ModelWeights weights, long in, long out, String activation, boolean withBias) {
    return new TwoLayerProjector(
        Linear.load(weights, "linear_1", out, in, withBias),
        Activation.named(activation),
        Linear.load(weights, "linear_2", out, out, withBias));
  }

  /// `[..., in]` to `[..., out]`.
  public Tensor apply(Tensor features) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(second.apply(activation.apply(first.apply(features))));
    }
  }
}
