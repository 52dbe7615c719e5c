package dev.fovea.insight.validity;

import dev.fovea.engine.Engine;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.insight.statistics.Bootstrap;
import dev.fovea.insight.statistics.Estimate;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PruningPolicy;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Whether high scores mean importance: how policies rank sentences of known worth, beside random
/// scores on the same contexts.
///
/// @param contexts that were ranked
/// @param settings one entry per policy, in the order given
/// @param orders what each order reaches that needs no model; of the two areas alone
public record ScoreValidity(
    List<WorthContext> contexts,
    List<SettingResult> settings,
    Map<PlainOrder, Map<Measure, Estimate>> orders) {

  public ScoreValidity {
    contexts = List.copyOf(contexts);
    settings = List.copyOf(settings);
    orders = Collections.unmodifiableMap(orders);
  }

  /// The order that reaches most, which [SettingResult#aboveOrder] compares with.
  ///
  /// @param measure one of the two areas
  public Optional<PlainOrder> strongest(Measure measure) {
    return PlainOrder.strongest(orders, measure);
  }

  /// A policy under a name.
  ///
  /// @param name such as that of its preset, or `paper 0..4` of a band of layers
  /// @param preset the name without the layers
  public record Setting(String name, String preset, PruningPolicy policy) {
    public Setting(String name, PruningPolicy policy) {
      this(name, name, policy);
    }
  }

  /// How to compare.
  ///
  /// @param randomSeeds how many times each context is ranked at random
  public record Options(int randomSeeds, Bootstrap bootstrap) {

    /// 20 random rankings of each context, intervals of 95 %.
    public static final Options DEFAULT = new Options(20, Bootstrap.DEFAULT);

    public Options {
      if (randomSeeds < 1) {
        throw new FoveaException("random seeds: expected 1 or more, found " + randomSeeds);
      }
    }
  }

  /// What one policy's scores are worth.
  ///
  /// @param preset the name without its layers
  /// @param layers the layers that were scored; empty where the scorer needs none
  /// @param contexts in the order of the contexts
  /// @param estimates means over the contexts that have the measure, with their intervals
  /// @param random the same for random scores: as many tokens go, and scores are pooled alike
  /// @param difference what the policy has more than random, paired by context
  /// @param aboveOrder what it has more than the strongest of the orders that need no model, paired
  ///   by context; of the two areas alone
  public record SettingResult(
      String name,
      String preset,
      PruningPolicy policy,
      Optional<LayerRange.Resolved> layers,
      List<ContextResult> contexts,
      Map<Measure, Estimate> estimates,
      Map<Measure, Estimate> random,
      Map<Measure, Estimate> difference,
      Map<Measure, Estimate> aboveOrder) {

    public SettingResult {
      contexts = List.copyOf(contexts);
      estimates = Collections.unmodifiableMap(estimates);
      random = Collections.unmodifiableMap(random);
      difference = Collections.unmodifiableMap(difference);
      aboveOrder = Collections.unmodifiableMap(aboveOrder);
    }

    /// `paper (layers 0 to 1)`: preset and layers, as people are told them.
    public String label() {
      return preset
          + layers.map(range -> String.format(Locale.ROOT, " (%s)", range.words())).orElse("");
    }
  }

  /// What one policy made of one context.
  ///
  /// @param scores of the sentences: their tokens' scores, pooled as the policy pools units
  /// @param tokensKept of each sentence: the share of its tokens that stays when the policy prunes
  ///   as it is
  /// @param dropped how many whole sentences go at the pruned rate
  /// @param measures those that the context has: without a misleading sentence, or with none that
  ///   goes, one is left out
  /// @param random their means over the random rankings
  public record ContextResult(
      List<Double> scores,
      List<Double> tokensKept,
      int dropped,
      Map<Measure, Double> measures,
      Map<Measure, Double> random) {

    public ContextResult {
      scores = List.copyOf(scores);
      tokensKept = List.copyOf(tokensKept);
      measures = inOrder(measures);
      random = inOrder(random);
    }

    private static Map<Measure, Double> inOrder(Map<Measure, Double> values) {
      Map<Measure, Double> ordered = new EnumMap<>(Measure.class);
      ordered.putAll(values);
      return Collections.unmodifiableMap(ordered);
    }
  }

  /// Ranks the sentences of contexts under several policies.
  ///
  /// @param contexts at least one
  /// @param settings policies that prune text
  /// @throws FoveaException if a policy prunes pictures alone, or the model has not its layers
  public static ScoreValidity measure(
      Engine engine, List<WorthContext> contexts, List<Setting> settings, Options options) {
    return new ValidityRun(engine, contexts, settings, options).measure();
  }
}
