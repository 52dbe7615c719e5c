package dev.fovea.insight.validity;

import dev.fovea.engine.ModelInfo;
import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.chart.BarChart;
import dev.fovea.insight.page.chart.BarChart.Bar;
import dev.fovea.insight.page.chart.BarChart.Group;
import dev.fovea.insight.page.chart.Unit;
import dev.fovea.insight.page.html.Facts;
import dev.fovea.insight.page.html.Html;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.html.Table;
import dev.fovea.insight.statistics.Estimate;
import dev.fovea.insight.validity.ScoreValidity.SettingResult;
import dev.fovea.pruning.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
        "Whiskers are bootstrap intervals over contexts. “Surely” is said of differences in the same contexts whose interval leaves out zero, each for itself: of twenty settings that are no better, one would be called so at 95\u00A0%.");
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
    return new Section(
        measure.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        name(measure),
        title(measure),
        ValidityWords.sentence(validity, measure),
        new BarChart(
                title(measure) + ", by setting",
                "share",
                Unit.SHARE,
                List.of("setting"),
                groups(validity, measure),
                Optional.of("random"))
            .html(
                "Mean over contexts; dashed: random scores on the same contexts, of as many tokens dropped and pooled alike. In brackets the layers that were scored."
                    + withoutWhiskers(validity, measure)));
  }

  private static String withoutWhiskers(ScoreValidity validity, Measure measure) {
    return validity.settings().stream()
        .map(result -> Optional.ofNullable(result.estimates().get(measure)))
        .flatMap(Optional::stream)
        .filter(estimate -> estimate.interval().isEmpty())
        .findFirst()
        .map(estimate ->
            String.format(
                Locale.ROOT,
                " Where a bar has no whisker there is %s.",
                estimate.withoutInterval()))
        .orElse("");
  }

  /// The settings, then what they are to be compared with: random scores, and the orders that need
  /// no model.
  private static List<Group> groups(ScoreValidity validity, Measure measure) {
    List<Group> groups = new ArrayList<>();
    validity
        .settings()
        .forEach(result ->
            groups.add(
                new Group(
                    result.label(),
                    List.of(bar(result.estimates(), measure)),
                    level(result, measure),
                    false)));
    groups.addAll(random(validity, measure));
    ValidityWords.orders(validity, measure)
        .forEach(order ->
            groups.add(
                new Group(
                    ValidityWords.words(order),
                    List.of(bar(validity.orders().getOrDefault(order, Map.of()), measure)),
                    OptionalDouble.empty(),
                    true)));
    return groups;
  }

  private static OptionalDouble level(SettingResult result, Measure measure) {
    double mean = ValidityWords.mean(result.random(), measure);
    return Double.isFinite(mean) ? OptionalDouble.of(mean) : OptionalDouble.empty();
  }

  /// One bar for settings whose random scores come to the same.
  private static List<Group> random(ScoreValidity validity, Measure measure) {
    Map<Estimate, List<SettingResult>> alike = new LinkedHashMap<>();
    for (SettingResult result : validity.settings()) {
      Estimate random = result.random().get(measure);
      if (random != null) {
        alike.computeIfAbsent(random, _ -> new ArrayList<>()).add(result);
      }
    }
    return alike.values().stream()
        .map(results ->
            new Group(
                alike.size() == 1
                    ? "random scores"
                    : "random scores, as for "
                        + results.stream()
                            .map(SettingResult::preset)
                            .distinct()
                            .collect(Collectors.joining(", ")),
                List.of(bar(results.getFirst().random(), measure)),
                level(results.getFirst(), measure),
                true))
        .toList();
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
            setting.label(),
            context.question()),
        new Table(List.of("sentence", "worth", "score", "tokens that stay"), rows)
            .html("sentences"));
  }

  /// What the page says in words, for those who read no page.
  public static List<String> sentences(ScoreValidity validity) {
    return List.of(Measure.values()).stream()
        .filter(measure ->
            validity.settings().stream().anyMatch(it -> it.estimates().containsKey(measure)))
        .map(measure -> name(measure) + ": " + ValidityWords.sentence(validity, measure))
        .toList();
  }
}
