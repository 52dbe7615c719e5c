package dev.fovea.pruning.execute;

import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PruningPolicy;

/// What a pruned prefill is predicted to cost beside the whole one, counted in layer-tokens: one
/// token through one layer. Attention's quadratic part and the scoring itself are not counted, so a
/// prediction is not a measurement.
///
/// @param layerTokens layer-tokens with pruning
/// @param wholeLayerTokens layer-tokens of the whole prompt
/// @param kept tokens that stay
/// @param prompt tokens of the whole prompt
public record CostModel(long layerTokens, long wholeLayerTokens, int kept, int prompt) {

  /// The prediction for one prompt.
  ///
  /// @param scored the policy's layers in this model
  /// @param depth number of layers of this model
  public static CostModel of(
      PruningPolicy policy, LayerRange.Resolved scored, int depth, int prompt, int kept) {
    long first = scored.to();
    long layerTokens =
        switch (policy.execution()) {
          case IN_FLIGHT -> first * prompt + (depth - first) * kept;
          case RERUN -> first * prompt + (long) depth * kept;
        };
    return new CostModel(layerTokens, (long) depth * prompt, kept, prompt);
  }

  /// The cost of a prompt that is read whole.
  public static CostModel whole(int depth, int prompt) {
    long layerTokens = (long) depth * prompt;
    return new CostModel(layerTokens, layerTokens, prompt, prompt);
  }

  /// Prefill with pruning over prefill without; above 1 pruning costs more than it saves.
  public double prefillRatio() {
    return (double) layerTokens / wholeLayerTokens;
  }

  /// Bytes of the KV cache after the prefill over those without pruning.
  public double kvBytesRatio() {
    return (double) kept / prompt;
  }
}
