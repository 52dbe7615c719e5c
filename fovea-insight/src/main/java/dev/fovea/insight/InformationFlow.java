package dev.fovea.insight;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// How much of what decides the answer flows out of visual tokens, by layer, through gradients.
///
/// @param target id of the answer token
/// @param targetText what it stands for
/// @param whole of the prompt read whole
/// @param pruned of the pruned prompt, for the same token; empty without a policy
/// @param pruning how it was pruned
public record InformationFlow(
    int target, String targetText, Run whole, Optional<Run> pruned, Optional<PrunedRun> pruning) {

  /// One run forwards and backwards.
  ///
  /// @param loss cross-entropy of the answer token, in nats
  public record Run(double loss, List<Layer> layers) {

    public Run {
      layers = List.copyOf(layers);
    }
  }

  /// One layer; each is the mean of `I(row, v)` over the pairs with the visual token v before the
  /// row, empty where there is no pair.
  ///
  /// @param layer from 0
  /// @param toKeptText S_vr: into text that pruning keeps; all text where there is no pruning
  /// @param toLast S_vt: into the last token
  /// @param toPrunedText S_vc: into text that pruning drops, in the prompt read whole
  public record Layer(
      int layer, OptionalDouble toKeptText, OptionalDouble toLast, OptionalDouble toPrunedText) {}
}
