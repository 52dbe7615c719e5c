package dev.fovea.insight;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the attention of the last token, the question and all text divides among pictures, context,
/// question, template and system message, by layer and head.
///
/// @param keys how many tokens of each group the whole prompt has
/// @param whole the prompt read whole, layer by layer
/// @param pruned the same with pruning; empty without a policy
/// @param pruning how it was pruned
public record AttentionShares(
    Map<KeyGroup, Integer> keys,
    List<Layer> whole,
    List<Layer> pruned,
    Optional<PrunedRun> pruning) {

  public AttentionShares {
    keys = Map.copyOf(keys);
    whole = List.copyOf(whole);
    pruned = List.copyOf(pruned);
  }

  /// One layer.
  ///
  /// @param layer from 0
  /// @param rows rows of each asking group that there are; a group without rows is missing here and
  ///   in `heads`
  /// @param heads for each asking group, head by head the share of each key group, mean over the
  ///   group's rows: all five are there and sum to 1
  public record Layer(
      int layer, Map<RowGroup, Integer> rows, Map<RowGroup, List<Map<KeyGroup, Double>>> heads) {

    public Layer {
      rows = Map.copyOf(rows);
      heads = Map.copyOf(heads);
    }

    /// Mean over the heads.
    public Map<KeyGroup, Double> mean(RowGroup asking) {
      List<Map<KeyGroup, Double>> all = heads.getOrDefault(asking, List.of());
      Map<KeyGroup, Double> mean = new EnumMap<>(KeyGroup.class);
      for (Map<KeyGroup, Double> head : all) {
        head.forEach((key, share) -> mean.merge(key, share / all.size(), Double::sum));
      }
      return mean;
    }
  }
}
