package dev.fovea.insight.dependency;

import dev.fovea.insight.dependency.VisualDependency.Context;
import dev.fovea.insight.dependency.VisualDependency.Outcome;
import dev.fovea.insight.image.ImageCondition;
import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.Subject;
import dev.fovea.insight.page.chart.BarChart;
import dev.fovea.insight.page.chart.BarChart.Bar;
import dev.fovea.insight.page.chart.BarChart.Group;
import dev.fovea.insight.page.chart.Unit;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.html.Table;
import dev.fovea.insight.report.Lead;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The page about [VisualDependency]: what becomes of the answer when the picture is not there.
public final class DependencyPage {
  private DependencyPage() {}

  /// The page.
  public static Page of(Subject subject, VisualDependency dependency) {
    return new Page(
        "Fovea dependency: " + subject.question(),
        "Fovea insight: visual dependency",
        subject.question(),
        Lead.html(
            subject,
            String.format(
                Locale.ROOT,
                "The same prompt with the picture visible and with something else in its place%s. The answer that is followed is “%s”, %s.",
                contexts(dependency).contains(Context.PRUNED)
                    ? ", with the whole context and with the pruned one"
                    : "",
                dependency.reference().text().strip(),
                dependency.reference().given() ? "which was given" : "the model's own"),
            Optional.empty()),
        List.of(divergence(dependency), change(dependency), answers(dependency)),
        dependency.sameVisualTokens()
            ? "All conditions have as many visual tokens as the visible picture."
            : "The pictures became different numbers of visual tokens, which is part of what is measured.");
  }

  private static List<Context> contexts(VisualDependency dependency) {
    return dependency.outcomes().stream().map(Outcome::context).distinct().sorted().toList();
  }

  private static List<Outcome> hidden(VisualDependency dependency, Context context) {
    return dependency.outcomes().stream()
        .filter(outcome ->
            outcome.context() == context && outcome.condition() != ImageCondition.VISIBLE)
        .toList();
  }

  private static String text(Context context) {
    return switch (context) {
      case FULL -> "whole context";
      case PRUNED -> "pruned context";
    };
  }

  static String text(ImageCondition condition) {
    return switch (condition) {
      case VISIBLE -> "visible";
      case BLANK -> "a blank picture";
      case NOISE -> "noise";
      case SHUFFLED -> "shuffled patches";
      case OTHER -> "another picture";
    };
  }

  private static BarChart chart(
      VisualDependency dependency, String label, String quantity, ToDoubleFunction<Outcome> value) {
    List<Context> contexts = contexts(dependency);
    return new BarChart(
        label,
        quantity,
        Unit.NATS,
        contexts.stream().map(DependencyPage::text).toList(),
        dependency.outcomes().stream()
            .map(Outcome::condition)
            .filter(condition -> condition != ImageCondition.VISIBLE)
            .distinct()
            .map(condition ->
                new Group(
                    text(condition),
                    contexts.stream()
                        .map(context ->
                            Bar.of(
                                dependency
                                    .outcome(condition, context)
                                    .map(value::applyAsDouble)
                                    .orElse(Double.NaN)))
                        .toList()))
            .toList(),
        Optional.empty());
  }

  private static Section divergence(VisualDependency dependency) {
    return new Section(
        "divergence",
        "First token",
        "How much the first token depends on the picture",
        divergenceSentence(dependency),
        chart(
                dependency,
                "divergence of the first token's distribution, by what is shown",
                "divergence",
                Outcome::divergence)
            .html(
                "KL divergence of the answer's first token, from the visible picture to what is shown in its place, in the same context. 0: the picture makes no difference."));
  }

  /// What hides most, and what pruning does to the mean.
  static String divergenceSentence(VisualDependency dependency) {
    List<Outcome> full = hidden(dependency, Context.FULL);
    Optional<Outcome> most = full.stream().max(Comparator.comparingDouble(Outcome::divergence));
    if (most.isEmpty()) {
      return "Nothing was shown in the place of the picture.";
    }
    String first =
        most.get().divergence() == 0
            ? "Whatever is shown in the place of the picture, the first token's distribution stays the same."
            : String.format(
                Locale.ROOT,
                "Of what is shown in the place of the picture, the largest change of the first token's distribution comes from %s: %s.",
                text(most.get().condition()),
                Unit.NATS.text(most.get().divergence()));
    return first
        + pruned(dependency, full, Outcome::divergence)
            .map(means ->
                String.format(
                    Locale.ROOT,
                    " With the pruned context the picture makes %s difference: %s on average, %s with the whole.",
                    compared(means[1], means[0]),
                    Unit.NATS.text(means[1]),
                    Unit.NATS.text(means[0])))
            .orElse("");
  }

  private static String compared(double one, double other) {
    if (Math.abs(one - other) <= 1e-3 * Math.max(Math.abs(one), Math.abs(other))) {
      return "the same";
    }
    return one > other ? "more" : "less";
  }

  /// Means over what is shown, with the whole context and with the pruned one.
  private static Optional<double[]> pruned(
      VisualDependency dependency, List<Outcome> full, ToDoubleFunction<Outcome> value) {
    List<Outcome> pruned = hidden(dependency, Context.PRUNED);
    return pruned.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new double[] {
              full.stream().mapToDouble(value).average().orElse(Double.NaN),
              pruned.stream().mapToDouble(value).average().orElse(Double.NaN)
            });
  }

  private static Section change(VisualDependency dependency) {
    return new Section(
        "answer",
        "Answer",
        "How much likelier the picture makes the answer",
        changeSentence(dependency),
        chart(
                dependency,
                "change of the answer's log-probability, by what is shown",
                "change of log-probability",
                Outcome::change)
            .html(
                String.format(
                    Locale.ROOT,
                    "Logarithm of the probability of “%s”, less that with the visible picture in the same context. Below 0: without the picture the answer is less likely.",
                    dependency.reference().text().strip())));
  }

  /// Whether hiding the picture makes the answer less likely.
  static String changeSentence(VisualDependency dependency) {
    List<Outcome> full = hidden(dependency, Context.FULL);
    if (full.isEmpty()) {
      return "Nothing was shown in the place of the picture.";
    }
    double mean = full.stream().mapToDouble(Outcome::change).average().orElse(0);
    long less = full.stream().filter(outcome -> outcome.change() < 0).count();
    String first =
        String.format(
            Locale.ROOT,
            "Without the picture the answer is less likely under %d of %s; on average its log-probability changes by %s.",
            less,
            Numbers.count(full.size(), "condition"),
            Unit.NATS.text(mean));
    return first
        + pruned(dependency, full, Outcome::change)
            .map(means ->
                String.format(
                    Locale.ROOT,
                    " With the pruned context it changes by %s.",
                    Unit.NATS.text(means[1])))
            .orElse("");
  }

  private static Section answers(VisualDependency dependency) {
    return new Section(
        "answers",
        "Answers",
        "What the model says",
        answersSentence(dependency),
        new Table(
                List.of("picture", "context", "answer", "log-probability", "per token"),
                dependency.outcomes().stream()
                    .map(outcome ->
                        List.of(
                            text(outcome.condition()),
                            text(outcome.context()),
                            outcome.answer().strip() + (outcome.changed() ? " (changed)" : ""),
                            Unit.NATS.text(outcome.logProbability()),
                            Unit.NATS.text(outcome.changePerToken())))
                    .toList())
            .html("words"));
  }

  /// How often the answer reads differently.
  static String answersSentence(VisualDependency dependency) {
    return contexts(dependency).stream()
        .flatMap(context -> {
          List<Outcome> hidden = hidden(dependency, context);
          long changed = hidden.stream().filter(Outcome::changed).count();
          return hidden.isEmpty()
              ? Stream.empty()
              : Stream.of(
                  String.format(
                      Locale.ROOT,
                      "With the %s the answer changes under %d of %s.",
                      text(context),
                      changed,
                      Numbers.count(hidden.size(), "condition")));
        })
        .collect(Collectors.joining(" "));
  }

  /// What the page says in words, for those who read no page.
  public static List<String> sentences(VisualDependency dependency) {
    return List.of(
        divergenceSentence(dependency), changeSentence(dependency), answersSentence(dependency));
  }
}
