package dev.fovea.insight.attention;

import dev.fovea.engine.Engine;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.insight.reading.KeyGroup;
import dev.fovea.insight.reading.PrunedReading;
import dev.fovea.insight.reading.PrunedRun;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.pruning.PruningPolicy;
import java.util.ArrayList;
import java.util.Collections;
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
    keys = Collections.unmodifiableMap(new EnumMap<>(keys));
    whole = List.copyOf(whole);
    pruned = List.copyOf(pruned);
  }

  /// Measures a prompt; memory stays linear in its length.
  ///
  /// @param policy what to prune, carried out as it says
  public static AttentionShares measure(
      Engine engine, PreparedPrompt prompt, Optional<PruningPolicy> policy) {
    ShareSurvey whole = new ShareSurvey(0);
    engine.observe(prompt, whole, engine.info().layers());
    Map<KeyGroup, Integer> keys = new EnumMap<>(KeyGroup.class);
    for (KeyGroup group : KeyGroup.values()) {
      keys.put(group, 0);
    }
    prompt
        .layout()
        .tokens()
        .forEach(token -> keys.merge(KeyGroup.of(token.role()), 1, Integer::sum));
    if (policy.isEmpty()) {
      return new AttentionShares(keys, whole.layers(), List.of(), Optional.empty());
    }
    PrunedReading reading = PrunedReading.of(engine, prompt, policy.get());
    int first = reading.run().firstLayer();
    ShareSurvey after = new ShareSurvey(first);
    reading.observe(engine, prompt, after);
    // The layers before the first pruned one are the same.
    List<Layer> pruned = new ArrayList<>(whole.layers().subList(0, first));
    pruned.addAll(after.layers());
    return new AttentionShares(keys, whole.layers(), pruned, Optional.of(reading.run()));
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
      rows = Collections.unmodifiableMap(new EnumMap<>(rows));
      heads = Collections.unmodifiableMap(new EnumMap<>(heads));
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
