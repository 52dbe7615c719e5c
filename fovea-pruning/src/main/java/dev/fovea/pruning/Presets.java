package dev.fovea.pruning;

import dev.fovea.engine.observe.PositionRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The paper's method, its controls, and sibling methods on the same machinery, so that one run
/// compares them on the same prompt.
///
/// A sibling's preset takes over whose attention it counts, how it pools, and what it prunes. Where
/// it chooses per head or per layer, ours chooses one set of tokens for all; template, system
/// message and question always stay.
final class Presets {

  /// Zhou et al., arXiv 2410.19732: attention received from all queries, maximum over heads and
  /// over the first 10 layers; nothing computed from the dropped text remains.
  private static final PruningPolicy PAPER =
      new PruningPolicy(
          Scorer.ATTENTION,
          0,
          new LayerRange.Capped(0, 10, new Depth.Share(1, 3)),
          new Queries.All(),
          Normalisation.NONE,
          HeadPooling.MAX,
          LayerPooling.MAX,
          Smoothing.NONE,
          new Budget.Rate(0.3),
          PruningUnit.TOKEN,
          UnitPooling.MAX,
          PruningTarget.TEXT,
          0,
          4,
          "",
          List.of(),
          0,
          FlatScores.KEEP,
          Execution.RERUN,
          PositionRule.RENUMBER);

  private static final LayerRange ALL_LAYERS =
      new LayerRange.Between(new Depth.Layer(0), new Depth.Share(100, 100));

  private static final Map<String, PruningPolicy> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("paper", PAPER);
    BY_NAME.put("mean", mean(PAPER.toBuilder()).build());
    BY_NAME.put("random", PAPER.toBuilder().scorer(Scorer.RANDOM).build());
    BY_NAME.put("recency", PAPER.toBuilder().scorer(Scorer.RECENCY).build());
    BY_NAME.put("last-token", PAPER.toBuilder().queries(new Queries.Last(1)).build());
    BY_NAME.put("gemfilter", gemFilter());
    BY_NAME.put("snapkv", snapKv());
    BY_NAME.put("h2o", h2o());
    BY_NAME.put("fastv", fastV());
  }

  private Presets() {}

  static PruningPolicy named(String name) {
    PruningPolicy policy = BY_NAME.get(name.toLowerCase(Locale.ROOT));
    if (policy == null) {
      throw Names.unknown("preset", name, BY_NAME.keySet());
    }
    return policy;
  }

  static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /// Shi et al., arXiv 2409.17422: layer 13 of 32 as a filter, then the model again on the
  /// survivors.
  private static PruningPolicy gemFilter() {
    return mean(PAPER.toBuilder())
        .scorer(Scorer.LOGITS)
        .layers(new LayerRange.Single(new Depth.Share(13, 32)))
        .queries(new Queries.Last(1))
        .smooth(new Smoothing(Smoothing.Kind.AVERAGE, 5))
        .build();
  }

  /// Li et al., arXiv 2404.14469: what the last 32 queries look at, and those 32. The original cuts
  /// the KV cache down after the prefill, so that the first token of the answer still sees
  /// everything.
  private static PruningPolicy snapKv() {
    return mean(PAPER.toBuilder())
        .layers(ALL_LAYERS)
        .queries(new Queries.Last(32))
        .smooth(new Smoothing(Smoothing.Kind.AVERAGE, 5))
        .protectLast(32)
        .build();
  }

  /// Zhang et al., arXiv 2306.14048: the heavy hitters of the prompt, each layer's sum divided by
  /// the number of queries, as otherwise the oldest tokens always win. The original evicts from the
  /// KV cache.
  private static PruningPolicy h2o() {
    return mean(PAPER.toBuilder()).layers(ALL_LAYERS).normalise(Normalisation.COUNT).build();
  }

  /// Chen et al., arXiv 2403.06764, with K = 2 and R = 50 %: after the second layer, half of the
  /// visual tokens go, by that layer's attention of the last token.
  private static PruningPolicy fastV() {
    return mean(PAPER.toBuilder())
        .layers(new LayerRange.Single(new Depth.Layer(1)))
        .queries(new Queries.Last(1))
        .budget(new Budget.Rate(0.5))
        .what(PruningTarget.VISUAL)
        .execution(Execution.IN_FLIGHT)
        .positions(PositionRule.KEEP)
        .build();
  }

  private static PruningPolicyBuilder mean(PruningPolicyBuilder builder) {
    return builder.heads(HeadPooling.MEAN).layersPool(LayerPooling.MEAN);
  }
}
