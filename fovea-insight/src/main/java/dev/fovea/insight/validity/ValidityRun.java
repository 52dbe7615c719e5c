package dev.fovea.insight.validity;

import dev.fovea.engine.Engine;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.insight.statistics.Estimate;
import dev.fovea.insight.validity.ScoreValidity.ContextResult;
import dev.fovea.insight.validity.ScoreValidity.Options;
import dev.fovea.insight.validity.ScoreValidity.Setting;
import dev.fovea.insight.validity.ScoreValidity.SettingResult;
import dev.fovea.pruning.Budget;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTarget;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.Scorer;
import dev.fovea.pruning.execute.Pruner;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One measurement of [ScoreValidity]: prepares each context once and scores it under every policy.
final class ValidityRun {
  private final Engine engine;
  private final List<WorthContext> contexts;
  private final List<Setting> settings;
  private final Options options;

  ValidityRun(Engine engine, List<WorthContext> contexts, List<Setting> settings, Options options) {
    this.engine = engine;
    this.contexts = contexts;
    this.settings = settings;
    this.options = options;
    for (Setting setting : settings) {
      if (setting.policy().what() == PruningTarget.VISUAL) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s prunes visual tokens alone: expected what=text or what=any, because sentences are ranked",
                setting.name()));
      }
    }
  }

  ScoreValidity measure() {
    List<List<ContextResult>> bySetting = new ArrayList<>();
    settings.forEach(_ -> bySetting.add(new ArrayList<>()));
    Map<PlainOrder, List<Map<Measure, Double>>> byOrder = new EnumMap<>(PlainOrder.class);
    for (int index = 0; index < contexts.size(); index++) {
      WorthContext context = contexts.get(index);
      try (PreparedPrompt prompt = engine.prepare(context.prompt())) {
        List<List<Integer>> sentences = SentenceTokens.of(context, prompt.layout());
        for (PlainOrder order : PlainOrder.values()) {
          byOrder
              .computeIfAbsent(order, _ -> new ArrayList<>())
              .add(order.measures(context, sentences));
        }
        for (int i = 0; i < settings.size(); i++) {
          PruningPolicy policy = settings.get(i).policy();
          bySetting.get(i).add(result(index, sentences, policy, prompt));
        }
      }
    }
    Map<PlainOrder, Map<Measure, Estimate>> orders = new EnumMap<>(PlainOrder.class);
    byOrder.forEach((order, values) -> orders.put(order, estimates(values)));
    List<SettingResult> results = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      Map<Measure, Estimate> above = aboveOrder(bySetting.get(i), byOrder, orders);
      results.add(result(settings.get(i), bySetting.get(i), above));
    }
    return new ScoreValidity(contexts, results, orders);
  }

  /// Paired by context; the strongest order is chosen on the same contexts, which favours it a
  /// little.
  private Map<Measure, Estimate> aboveOrder(
      List<ContextResult> results,
      Map<PlainOrder, List<Map<Measure, Double>>> byOrder,
      Map<PlainOrder, Map<Measure, Estimate>> orders) {
    Map<Measure, Estimate> above = new EnumMap<>(Measure.class);
    for (Measure measure : PlainOrder.MEASURES) {
      PlainOrder.strongest(orders, measure)
          .ifPresent(order -> {
            List<Map<Measure, Double>> values = byOrder.getOrDefault(order, List.of());
            List<Map<Measure, Double>> differences = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
              Double reached = values.get(i).get(measure);
              Double own = results.get(i).measures().get(measure);
              differences.add(
                  reached == null || own == null ? Map.of() : Map.of(measure, own - reached));
            }
            above.putAll(estimates(differences));
          });
    }
    return above;
  }

  private ContextResult result(
      int index, List<List<Integer>> sentences, PruningPolicy policy, PreparedPrompt prompt) {
    PruningTrace trace = Pruner.score(engine, prompt, policy);
    WorthContext context = contexts.get(index);
    int dropped = SentenceRanking.dropped(trace, sentences.size());
    SentenceRanking ranking = SentenceRanking.of(context, sentences, policy, trace, dropped);
    Map<Measure, Double> random = new EnumMap<>(Measure.class);
    for (int i = 0; i < options.randomSeeds(); i++) {
      PruningPolicy blind = blind(policy, trace, (long) index * options.randomSeeds() + i);
      PruningTrace drawn = Pruner.score(engine, prompt, blind);
      SentenceRanking.of(context, sentences, blind, drawn, dropped)
          .measures()
          .forEach((measure, value) ->
              random.merge(measure, value / options.randomSeeds(), Double::sum));
    }
    return new ContextResult(
        ranking.scores(), ranking.tokensKept(), ranking.dropped(), ranking.measures(), random);
  }

  /// The same policy with random scores, which drops as many tokens as the policy did.
  private static PruningPolicy blind(PruningPolicy policy, PruningTrace trace, long seed) {
    int kept = trace.counts().prunable() - trace.counts().pruned();
    return policy.toBuilder()
        .scorer(Scorer.RANDOM)
        .seed(seed)
        .budget(new Budget.Tokens(kept))
        .build();
  }

  private SettingResult result(
      Setting setting, List<ContextResult> results, Map<Measure, Estimate> aboveOrder) {
    Optional<LayerRange.Resolved> layers =
        setting.policy().scorer().readsModel()
            ? Optional.of(setting.policy().layers().resolve(engine.info().layers()))
            : Optional.empty();
    return new SettingResult(
        setting.name(),
        setting.preset(),
        setting.policy(),
        layers,
        results,
        estimates(results.stream().map(ContextResult::measures).toList()),
        estimates(results.stream().map(ContextResult::random).toList()),
        estimates(results.stream().map(ValidityRun::difference).toList()),
        aboveOrder);
  }

  private static Map<Measure, Double> difference(ContextResult result) {
    Map<Measure, Double> difference = new EnumMap<>(Measure.class);
    result
        .measures()
        .forEach((measure, value) ->
            difference.put(measure, value - result.random().getOrDefault(measure, value)));
    return difference;
  }

  /// Means over the contexts that have the measure.
  private Map<Measure, Estimate> estimates(List<Map<Measure, Double>> contexts) {
    Map<Measure, Estimate> estimates = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      List<Double> samples =
          contexts.stream()
              .filter(all -> all.containsKey(measure))
              .map(all -> all.getOrDefault(measure, 0.0))
              .toList();
      if (!samples.isEmpty()) {
        estimates.put(measure, options.bootstrap().mean(samples));
      }
    }
    return estimates;
  }
}
