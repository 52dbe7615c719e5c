package dev.fovea.insight.report;

import dev.fovea.engine.ModelInfo;
import dev.fovea.insight.Measure;
import dev.fovea.insight.ScoreValidity;
import dev.fovea.insight.ScoreValidity.SettingResult;
import dev.fovea.insight.page.BarChart;
import dev.fovea.insight.page.BarChart.Bar;
import dev.fovea.insight.page.BarChart.Group;
import dev.fovea.insight.page.Facts;
import dev.fovea.insight.page.Html;
import dev.fovea.insight.page.LineChart;
import dev.fovea.insight.page.Numbers;
import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.Table;
import dev.fovea.insight.page.Unit;
import dev.fovea.insight.statistics.Estimate;
import dev.fovea.insight.worth.WorthContext;
import dev.fovea.pruning.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The page about [ScoreValidity]: whether the sentence that a question needs scores high.
public final class ValidityPage {
  private ValidityPage() {}

  /// The page.
  public static Page of(ModelInfo model, ScoreValidity validity) {
    List<Section> sections = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      if (validity.settings().stream().anyMatch(it -> it.estimates().containsKey(measure))) {
        sections.add(section(validity, measure));
      }
    }
    sections.add(example(validity));
    String lead =
        String.format(
            Locale.ROOT,
            "Sentences of known worth were ranked by the scores of %s, beside random scores on the same contexts. Model: %s (%s, %s).",
            Numbers.count(validity.settings().size(), "setting"),
            model.name(),
            model.family(),
            Numbers.count(model.layers(), "layer"));
    return new Page(
        "Fovea validity: " + model.name(),
        "Fovea insight: are scores importance?",
        "Does the sentence that the question needs score high?",
        String.format(
            Locale.ROOT,
            "<p class=\"says\">%s</p>\n%s",
            Html.text(lead),
            new Facts()
                .add(
                    Numbers.count(validity.contexts().size()),
                    validity.contexts().size() == 1 ? "context" : "contexts")
                .add(Numbers.count(validity.settings().size()), "settings")
                .html()),
        sections,
        "Whiskers are bootstrap intervals over contexts; where they reach past random, the data cannot tell the two apart.");
  }

  private static String title(Measure measure) {
    return switch (measure) {
      case AUC -> "How often the needed sentence scores above another";
      case AUC_MISLEADING -> "How often the needed sentence scores above a misleading one";
      case PRECISION -> "How many of the dropped sentences were not needed";
      case SURVIVAL -> "How often the needed sentence stays";
      case TOKENS_KEPT -> "How much of the needed sentence stays";
    };
  }

  private static String name(Measure measure) {
    return switch (measure) {
      case AUC -> "AUC";
      case AUC_MISLEADING -> "AUC, misleading";
      case PRECISION -> "Precision";
      case SURVIVAL -> "Survival";
      case TOKENS_KEPT -> "Tokens kept";
    };
  }

  private static Section section(ScoreValidity validity, Measure measure) {
    boolean ranking = measure == Measure.AUC || measure == Measure.AUC_MISLEADING;
    return new Section(
        measure.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        name(measure),
        title(measure),
        sentence(validity, measure),
        new BarChart(
                title(measure) + ", by setting",
                "share",
                Unit.SHARE,
                List.of("setting", "random"),
                validity.settings().stream()
                    .map(result ->
                        new Group(
                            label(result),
                            List.of(
                                bar(result.estimates(), measure), bar(result.random(), measure))))
                    .toList(),
                ranking ? Optional.of(new LineChart.Reference("chance", 0.5)) : Optional.empty())
            .html(
                ranking
                    ? "Mean over contexts; dashed: chance. In brackets the layers that were scored."
                    : "Mean over contexts. In brackets the layers that were scored."));
  }

  /// Bands of layers are called by their layers already.
  private static String label(SettingResult result) {
    return result.name()
        + result
            .layers()
            .filter(layers ->
                !result
                    .name()
                    .endsWith(String.format(Locale.ROOT, " %d..%d", layers.from(), layers.to())))
            .map(layers ->
                layers.count() == 1
                    ? String.format(Locale.ROOT, " (layer %d)", layers.from())
                    : String.format(
                        Locale.ROOT, " (layers %d to %d)", layers.from(), layers.to() - 1))
            .orElse("");
  }

  private static Bar bar(Map<Measure, Estimate> estimates, Measure measure) {
    Estimate estimate = estimates.get(measure);
    if (estimate == null) {
      return Bar.of(Double.NaN);
    }
    return estimate
        .interval()
        .map(interval -> new Bar(estimate.mean(), interval.low(), interval.high()))
        .orElse(Bar.of(estimate.mean()));
  }

  /// Which setting is best, and which are surely better or worse than random.
  static String sentence(ScoreValidity validity, Measure measure) {
    List<SettingResult> measured =
        validity.settings().stream().filter(it -> it.estimates().containsKey(measure)).toList();
    Optional<SettingResult> best =
        measured.stream().max(Comparator.comparingDouble(it -> mean(it.estimates(), measure)));
    if (best.isEmpty()) {
      return "No context has this measure.";
    }
    String first =
        String.format(
            Locale.ROOT,
            "Highest is %s with %s; random scores on the same contexts reach %s.",
            label(best.get()),
            Numbers.percent(mean(best.get().estimates(), measure)),
            Numbers.percent(mean(best.get().random(), measure)));
    if (measured.stream().noneMatch(it -> interval(it.difference(), measure).isPresent())) {
      return first + " With a single context nothing can be said about chance.";
    }
    return String.format(
        Locale.ROOT,
        "%s Surely above random: %s; surely below: %s.",
        first,
        named(measured, measure, true),
        named(measured, measure, false));
  }

  private static String named(List<SettingResult> results, Measure measure, boolean above) {
    String names =
        results.stream()
            .filter(it ->
                interval(it.difference(), measure)
                    .filter(range -> above ? range.low() > 0 : range.high() < 0)
                    .isPresent())
            .map(ValidityPage::label)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : names;
  }

  private static Optional<Estimate.Interval> interval(
      Map<Measure, Estimate> estimates, Measure measure) {
    return Optional.ofNullable(estimates.get(measure)).flatMap(Estimate::interval);
  }

  private static double mean(Map<Measure, Estimate> estimates, Measure measure) {
    Estimate estimate = estimates.get(measure);
    return estimate == null ? Double.NaN : estimate.mean();
  }

  private static Section example(ScoreValidity validity) {
    WorthContext context = validity.contexts().getFirst();
    SettingResult setting = validity.settings().getFirst();
    List<Double> scores = setting.contexts().getFirst().scores();
    List<Double> kept = setting.contexts().getFirst().tokensKept();
    List<List<String>> rows = new ArrayList<>();
    for (int sentence = 0; sentence < context.sentences().size(); sentence++) {
      rows.add(
          List.of(
              context.sentences().get(sentence).text(),
              Names.of(context.sentences().get(sentence).worth()),
              Numbers.number(scores.get(sentence)),
              Numbers.percent(kept.get(sentence))));
    }
    return new Section(
        "example",
        "Example",
        "One of the contexts",
        String.format(
            Locale.ROOT,
            "The first context, as %s scores it; the question is “%s”",
            label(setting),
            context.question()),
        new Table(List.of("sentence", "worth", "score", "tokens that stay"), rows)
            .html("sentences"));
  }

  /// What the page says in words, for those who read no page.
  public static List<String> sentences(ScoreValidity validity) {
    return List.of(Measure.values()).stream()
        .filter(measure ->
            validity.settings().stream().anyMatch(it -> it.estimates().containsKey(measure)))
        .map(measure -> name(measure) + ": " + sentence(validity, measure))
        .toList();
  }
}
