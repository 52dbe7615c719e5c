package dev.fovea.cli.train;

import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.TextChart;
import dev.fovea.cli.print.TextTable;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.statistics.Estimate.Interval;
import dev.fovea.lab.Condition;
import dev.fovea.lab.Findings;
import dev.fovea.lab.PublishedFigures;
import dev.fovea.lab.PublishedFigures.Comparison;
import dev.fovea.lab.StudyJson;
import dev.fovea.lab.StudyReport;
import dev.fovea.lab.StudySettings;
import dev.fovea.lab.StudySummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A [StudyReport] as JSON, and as table, chart and sentences.
final class DemoReport {
  private static final String LINE = System.lineSeparator();

  private DemoReport() {}

  /// What is going to be seen.
  static String introduction(StudySettings settings) {
    return String.format(
        Locale.ROOT,
        "%s of coloured shapes, a question about each, and before the question a text of %s tokens that speaks of other things. How many answers are right with the whole text, with the text pruned by attention (%s), with as many tokens dropped at random, and with a grey picture?",
        Numbers.count(settings.samples(), "picture"),
        settings.lengths().stream().map(Numbers::count).collect(Collectors.joining(", ")),
        settings.pruning());
  }

  static Map<String, @Nullable Object> json(
      StudyReport report, Optional<PublishedFigures> published) {
    Map<String, @Nullable Object> json = StudyJson.of(report);
    json.put(
        "published",
        comparisons(report, published)
            .map(all -> all.stream().map(DemoReport::json).toList())
            .orElse(null));
    return json;
  }

  private static Map<String, @Nullable Object> json(Comparison comparison) {
    return JsonOutput.object(
        "length", comparison.length(),
        "condition", comparison.condition().toString(),
        "today", comparison.today().share(),
        "published", comparison.published().share(),
        "low", comparison.difference().low(),
        "high", comparison.difference().high(),
        "agrees", comparison.agrees());
  }

  static String text(StudyReport report, Optional<PublishedFigures> published) {
    return table(report)
        + LINE
        + "Right answers in percent with intervals of 95 %; attention: the last token's on the picture, whole -> pruned text."
        + LINE
        + LINE
        + chart(report)
        + LINE
        + Findings.of(report).stream().map(text -> text + LINE).collect(Collectors.joining())
        + comparisons(report, published)
            .map(all -> LINE + agreement(report, published.orElseThrow(), all) + LINE)
            .orElse("");
  }

  private static String table(StudyReport report) {
    TextTable table =
        new TextTable(
            0, "text tokens", "without pruning", "pruned", "random", "grey picture", "attention");
    report
        .byLength()
        .forEach((length, summary) ->
            table.row(
                List.of(
                    Numbers.count(length),
                    accuracy(summary, Condition.NONE),
                    accuracy(summary, Condition.PRUNED),
                    accuracy(summary, Condition.RANDOM),
                    accuracy(summary, Condition.BLANK),
                    String.format(
                        Locale.ROOT,
                        "%s -> %s %%",
                        attention(summary, Condition.NONE),
                        attention(summary, Condition.PRUNED)))));
    return table.text();
  }

  private static String chart(StudyReport report) {
    List<Integer> lengths = List.copyOf(report.byLength().keySet());
    TextChart chart = new TextChart(lengths.stream().map(Numbers::count).toList());
    chart.add('o', "without pruning", shares(report, lengths, Condition.NONE));
    chart.add('#', "pruned", shares(report, lengths, Condition.PRUNED));
    chart.add('x', "dropped at random", shares(report, lengths, Condition.RANDOM));
    return chart.text();
  }

  private static Map<Integer, Double> shares(
      StudyReport report, List<Integer> lengths, Condition condition) {
    Map<Integer, Double> shares = new HashMap<>();
    for (int place = 0; place < lengths.size(); place++) {
      StudySummary summary = report.byLength().get(lengths.get(place));
      StudySummary.Result result = summary == null ? null : summary.results().get(condition);
      if (result != null) {
        shares.put(place, result.right().share());
      }
    }
    return shares;
  }

  private static String accuracy(StudySummary summary, Condition condition) {
    StudySummary.Result result = summary.results().get(condition);
    if (result == null) {
      return "";
    }
    Interval interval = result.right().interval();
    return String.format(
        Locale.ROOT,
        "%.0f (%2.0f-%.0f)",
        100 * result.right().share(),
        100 * interval.low(),
        100 * interval.high());
  }

  private static String attention(StudySummary summary, Condition condition) {
    StudySummary.Result result = summary.results().get(condition);
    return result == null ? "" : String.format(Locale.ROOT, "%.1f", 100 * result.visualShare());
  }

  private static Optional<List<Comparison>> comparisons(
      StudyReport report, Optional<PublishedFigures> published) {
    return published
        .flatMap(figures -> figures.compare(report))
        .filter(comparisons -> !comparisons.isEmpty());
  }

  private static String agreement(
      StudyReport report, PublishedFigures figures, List<Comparison> comparisons) {
    List<String> apart = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      if (!comparison.agrees()) {
        apart.add(
            String.format(
                Locale.ROOT,
                "%s at %,d tokens (%.0f %% today, %.0f %% published)",
                comparison.condition(),
                comparison.length(),
                100 * comparison.today().share(),
                100 * comparison.published().share()));
      }
    }
    String samples =
        figures.seed() == report.settings().seed()
            ? String.format(
                Locale.ROOT, " (seed %d, as today: the samples are the same)", figures.seed())
            : "";
    return String.format(
        Locale.ROOT,
        "Published for this model, on %s%s: %d of %d figures agree with today's within intervals of 95 %%%s.",
        Numbers.count(figures.samples(), "sample"),
        samples,
        comparisons.size() - apart.size(),
        comparisons.size(),
        apart.isEmpty()
            ? ""
            : ", of which one in twenty would not by chance; apart are "
                + String.join(", ", apart));
  }
}
