package dev.fovea.insight.report;

import dev.fovea.insight.dependency.VisualDependency;
import dev.fovea.insight.dependency.VisualDependency.Context;
import dev.fovea.insight.dependency.VisualDependency.Outcome;
import dev.fovea.insight.image.ImageCondition;
import dev.fovea.insight.statistics.Estimate;
import dev.fovea.insight.validity.Measure;
import dev.fovea.insight.validity.PlainOrder;
import dev.fovea.insight.validity.ScoreValidity;
import dev.fovea.insight.validity.ScoreValidity.ContextResult;
import dev.fovea.insight.validity.ScoreValidity.SettingResult;
import dev.fovea.insight.validity.Worth;
import dev.fovea.insight.validity.WorthContext;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PruningPolicy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Results that nobody measured, for pages and sentences.
public final class Measured {
  private Measured() {}

  /// Three conditions in both contexts.
  public static VisualDependency dependency() {
    return dependency(
        outcome(ImageCondition.VISIBLE, Context.FULL, 0, 0),
        outcome(ImageCondition.BLANK, Context.FULL, 0.5, -1),
        outcome(ImageCondition.SHUFFLED, Context.FULL, 0.25, 0.5),
        outcome(ImageCondition.VISIBLE, Context.PRUNED, 0, 0),
        outcome(ImageCondition.BLANK, Context.PRUNED, 2, -3),
        outcome(ImageCondition.SHUFFLED, Context.PRUNED, 1, -1));
  }

  static VisualDependency dependency(Outcome... outcomes) {
    return new VisualDependency(
        new VisualDependency.Reference(" a <b>pink</b> ring", List.of(5, 6), false),
        List.of(outcomes));
  }

  static Outcome outcome(
      ImageCondition condition, Context context, double divergence, double change) {
    return new Outcome(
        condition,
        context,
        64,
        context == Context.FULL ? 1000 : 700,
        divergence,
        List.of(-1 + change, -0.5),
        change,
        change < 0 ? " orange" : " pink",
        change < 0);
  }

  /// Two presets and a band: surely above random, undecided, surely below.
  public static ScoreValidity validity() {
    return new ScoreValidity(
        List.of(context()),
        List.of(
            setting("paper", new LayerRange.Resolved(0, 10), 0.75, 0.25),
            setting("<mean>", new LayerRange.Resolved(3, 4), 0.5, 0),
            setting("paper", new LayerRange.Resolved(8, 16), 0.25, -0.25)),
        Map.of(
            PlainOrder.EARLIER, Map.of(Measure.AUC, estimate(0.625)),
            PlainOrder.LATER, Map.of(Measure.AUC, estimate(0.375)),
            PlainOrder.SHORTER, Map.of(Measure.AUC, estimate(0.5625)),
            PlainOrder.LONGER, Map.of(Measure.AUC, estimate(0.4375))));
  }

  /// The same contexts with one order of random scores for each setting, and too few of them.
  static ScoreValidity tooFew() {
    ScoreValidity validity = validity();
    return new ScoreValidity(
        validity.contexts(),
        validity.settings().stream()
            .map(it ->
                new SettingResult(
                    it.name(),
                    it.preset(),
                    it.policy(),
                    it.layers(),
                    it.contexts(),
                    withoutInterval(it.estimates()),
                    withoutInterval(it.random()),
                    withoutInterval(it.difference()),
                    withoutInterval(it.aboveOrder())))
            .toList(),
        Map.of());
  }

  private static Map<Measure, Estimate> withoutInterval(Map<Measure, Estimate> estimates) {
    Map<Measure, Estimate> without = new EnumMap<>(Measure.class);
    estimates.forEach((measure, estimate) ->
        without.put(measure, new Estimate(estimate.mean(), 9, Optional.empty())));
    return without;
  }

  static WorthContext context() {
    return new WorthContext(
        "Where is the shoe?",
        List.of(
            new WorthContext.Sentence("The shoe is at the <b>station</b>.", Worth.NEEDED),
            new WorthContext.Sentence("The train was late.", Worth.FILLER)),
        List.of());
  }

  private static SettingResult setting(
      String name, LayerRange.Resolved layers, double mean, double difference) {
    return new SettingResult(
        name,
        name,
        PruningPolicy.preset("paper"),
        Optional.of(layers),
        List.of(
            new ContextResult(
                List.of(1.0, 2.0),
                List.of(0.5, 1.0),
                1,
                Map.of(Measure.AUC, mean),
                Map.of(Measure.AUC, 0.5))),
        estimates(mean),
        estimates(0.5),
        estimates(difference),
        Map.of(Measure.AUC, estimate(mean - 0.625)));
  }

  private static Map<Measure, Estimate> estimates(double mean) {
    Map<Measure, Estimate> estimates = new EnumMap<>(Measure.class);
    for (Measure measure : List.of(Measure.AUC, Measure.SURVIVAL)) {
      estimates.put(measure, estimate(mean));
    }
    return estimates;
  }

  private static Estimate estimate(double mean) {
    return new Estimate(
        mean, 20, Optional.of(new Estimate.Interval(mean - 0.1171875, mean + 0.1171875)));
  }
}
