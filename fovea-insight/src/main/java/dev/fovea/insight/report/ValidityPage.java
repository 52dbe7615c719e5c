package dev.fovea.insight.report;

import dev.fovea.engine.ModelInfo;
import dev.fovea.insight.Measure;
import dev.fovea.insight.PlainOrder;
import dev.fovea.insight.ScoreValidity;
import dev.fovea.insight.ScoreValidity.SettingResult;
import dev.fovea.insight.page.BarChart;
import dev.fovea.insight.page.BarChart.Bar;
import dev.fovea.insight.page.BarChart.Group;
import dev.fovea.insight.page.Facts;
import dev.fovea.insight.page.Html;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        sentence(validity, measure),
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
    orders(validity, measure)
        .forEach(order ->
            groups.add(
                new Group(
                    words(order),
                    List.of(bar(validity.orders().getOrDefault(order, Map.of()), measure)),
                    OptionalDouble.empty(),
                    true)));
    return groups;
  }

  private static OptionalDouble level(SettingResult result, Measure measure) {
    double mean = mean(result.random(), measure);
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

  /// Of place and of length the better direction each; none for measures that need a policy.
  private static List<PlainOrder> orders(ScoreValidity validity, Measure measure) {
    return Stream.of(
            List.of(PlainOrder.EARLIER, PlainOrder.LATER),
            List.of(PlainOrder.SHORTER, PlainOrder.LONGER))
        .flatMap(directions ->
            directions.stream()
                .filter(
                    order -> validity.orders().getOrDefault(order, Map.of()).containsKey(measure))
                .max(Comparator.comparingDouble(order -> reached(validity, order, measure)))
                .stream())
        .toList();
  }

  private static double reached(ScoreValidity validity, PlainOrder order, Measure measure) {
    return mean(validity.orders().getOrDefault(order, Map.of()), measure);
  }

  private static String words(PlainOrder order) {
    return switch (order) {
      case EARLIER -> "place alone, earlier higher";
      case LATER -> "place alone, later higher";
      case SHORTER -> "length alone, shorter higher";
      case LONGER -> "length alone, longer higher";
    };
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
            best.get().label(),
            Numbers.percent(mean(best.get().estimates(), measure)),
            Numbers.percent(mean(best.get().random(), measure)));
    return first
        + compared(measured, "random", measure, SettingResult::difference)
        + orderSentence(validity, measured, measure);
  }

  /// Which settings are above something with their whole interval, and which below.
  private static String compared(
      List<SettingResult> measured,
      String what,
      Measure measure,
      Function<SettingResult, Map<Measure, Estimate>> differences) {
    List<Estimate> all =
        measured.stream()
            .map(it -> Optional.ofNullable(differences.apply(it).get(measure)))
            .flatMap(Optional::stream)
            .toList();
    if (all.stream().allMatch(it -> it.interval().isEmpty())) {
      return all.stream()
          .findFirst()
          .map(it ->
              String.format(
                  Locale.ROOT,
                  " Whether any is above or below %s these contexts cannot tell: %s.",
                  what,
                  it.withoutInterval()))
          .orElse("");
    }
    return String.format(
        Locale.ROOT,
        " Surely above %s: %s; surely below: %s.",
        what,
        named(measured, range -> range.low() > 0, measure, differences),
        named(measured, range -> range.high() < 0, measure, differences));
  }

  private static String named(
      List<SettingResult> results,
      Predicate<Estimate.Interval> side,
      Measure measure,
      Function<SettingResult, Map<Measure, Estimate>> differences) {
    String names =
        results.stream()
            .filter(it -> interval(differences.apply(it), measure).filter(side).isPresent())
            .map(SettingResult::label)
            .distinct()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : names;
  }

  /// What place and length reach, and who beats them.
  private static String orderSentence(
      ScoreValidity validity, List<SettingResult> measured, Measure measure) {
    return validity
        .strongest(measure)
        .map(strongest ->
            String.format(
                    Locale.ROOT,
                    " Without any model, %s.",
                    orders(validity, measure).stream()
                        .map(order ->
                            String.format(
                                Locale.ROOT,
                                "%s reaches %s",
                                words(order),
                                Numbers.percent(reached(validity, order, measure))))
                        .collect(Collectors.joining("; ")))
                + compared(measured, words(strongest), measure, SettingResult::aboveOrder))
        .orElse("");
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
            setting.label(),
            context.question()),
        new Table(List.of("sentence", "worth", "score", "tokens that stay"), rows)
            .html("sentences"));
  }

  /// What place and length reach without any model, and who beats them, of all other sentences.
  public static String orderSentence(ScoreValidity validity) {
    return orderSentence(validity, validity.settings(), Measure.AUC).strip();
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
