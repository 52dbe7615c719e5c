package dev.fovea.insight;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shannon entropy of attention rows in nats, by layer, before and after pruning: high where
/// attention is spread, 0 where one key has it all.
///
/// @param whole the prompt read whole, layer by layer
/// @param pruning what pruning in flight, with positions kept, made of it; empty without a policy
public record RowEntropy(List<Layer> whole, Optional<Pruned> pruning) {

  public RowEntropy {
    whole = List.copyOf(whole);
  }

  /// One layer.
  ///
  /// @param layer from 0
  /// @param rows rows of each group; a group without rows is missing here and in `nats`
  /// @param nats for each group the mean over its rows and the heads
  public record Layer(int layer, Map<RowGroup, Integer> rows, Map<RowGroup, Double> nats) {

    public Layer {
      rows = Map.copyOf(rows);
      nats = Map.copyOf(nats);
    }
  }

  /// After pruning.
  ///
  /// @param run how it was pruned
  /// @param sameRows the prompt read whole, means over the rows that survive: what `layers` has to
  ///   be compared with
  /// @param layers the pruned prompt
  /// @param predictions at the first pruned layer, for the last token and the question; empty where
  ///   nothing was dropped or no layer came after
  public record Pruned(
      PrunedRun run, List<Layer> sameRows, List<Layer> layers, List<Prediction> predictions) {

    public Pruned {
      sameRows = List.copyOf(sameRows);
      layers = List.copyOf(layers);
      predictions = List.copyOf(predictions);
    }
  }

  /// What theory says of the first pruned layer, from the prompt read whole, beside what was
  /// measured there. Every surviving weight grows by `1 / (1 - m)`. All are means over rows and
  /// heads.
  ///
  /// @param asking whose rows
  /// @param layer the first pruned layer
  /// @param droppedMass m, the attention that the dropped tokens had
  /// @param visualShare v before
  /// @param predictedVisualShare v / (1 - m)
  /// @param measuredVisualShare in the pruned run
  /// @param largestError of the measured visual share of any head and row
  /// @param entropy before
  /// @param predictedEntropy of the surviving weights divided by 1 - m
  /// @param measuredEntropy in the pruned run
  /// @param bound log(1 - m), below which the change lies where the smallest weights were dropped
  public record Prediction(
      RowGroup asking,
      int layer,
      double droppedMass,
      double visualShare,
      double predictedVisualShare,
      double measuredVisualShare,
      double largestError,
      double entropy,
      double predictedEntropy,
      double measuredEntropy,
      double bound) {}
}
