package dev.fovea.lab;

import static java.util.stream.Collectors.joining;

import dev.fovea.insight.statistics.Estimate.Interval;
import dev.fovea.insight.statistics.PairedDifference;
import dev.fovea.insight.statistics.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/// A [StudyReport] as the tables of a model card, in Markdown.
public final class CardTables {
  private static final List<Condition> COMPARED =
      List.of(Condition.NONE, Condition.PRUNED, Condition.RANDOM);

  private final StudyReport report;
  private final StringBuilder text = new StringBuilder();

  private CardTables(StudyReport report) {
    this.report = report;
  }

  /// All tables, each under its heading.
  public static String of(StudyReport report) {
    CardTables tables = new CardTables(report);
    tables.head();
    tables.accuracy();
    tables.differences();
    tables.picture();
    tables.planted();
    report.groups().forEach(tables::group);
    return tables.text.toString();
  }

  private void head() {
    StudySettings settings = report.settings();
    text.append(
        String.format(
            Locale.ROOT,
            "Model `%s`, %d samples, seed %d, pruning `%s`. Intervals hold 95 %%.\n",
            settings.model(),
            settings.samples(),
            settings.seed(),
            settings.pruning()));
  }

  private void accuracy() {
    List<List<String>> rows = new ArrayList<>();
    report
        .byLength()
        .forEach((length, summary) -> {
          List<String> row = new ArrayList<>(List.of(count(length)));
          for (Condition condition : Condition.values()) {
            row.add(result(summary, condition).map(each -> proportion(each.right())).orElse(""));
          }
          rows.add(row);
        });
    table(
        "Right answers (%)",
        Stream.concat(Stream.of("text tokens"), Stream.of(Condition.values()).map(Object::toString))
            .toList(),
        rows);
  }

  private void differences() {
    List<List<String>> rows = new ArrayList<>();
    report
        .byLength()
        .forEach((length, summary) -> {
          List<String> row = new ArrayList<>(List.of(count(length)));
          row.add(
              Optional.ofNullable(report.sinceShortest().get(length))
                  .map(CardTables::difference)
                  .orElse(""));
          for (Contrast contrast : Contrast.values()) {
            row.add(
                Optional.ofNullable(summary.differences().get(contrast))
                    .map(CardTables::difference)
                    .orElse(""));
          }
          rows.add(row);
        });
    table(
        "Differences in points, exact McNemar p",
        Stream.concat(
                Stream.of("text tokens", "none, since the shortest"),
                Stream.of(Contrast.values())
                    .map(contrast -> contrast.first() + " − " + contrast.second()))
            .toList(),
        rows);
  }

  private void picture() {
    List<List<String>> rows = new ArrayList<>();
    report
        .byLength()
        .forEach((length, summary) -> {
          List<String> row = new ArrayList<>(List.of(count(length)));
          COMPARED.forEach(condition ->
              row.add(
                  result(summary, condition)
                      .map(each -> number(100 * each.visualShare(), 1))
                      .orElse("")));
          for (Condition condition : List.of(Condition.BLANK, Condition.BLANK_PRUNED)) {
            row.add(
                result(summary, condition)
                    .flatMap(StudySummary.Result::divergence)
                    .map(nats -> number(nats, 2))
                    .orElse(""));
          }
          rows.add(row);
        });
    table(
        "The picture: share of the last token's attention (%), and KL of its first answer token from that of a grey picture (nats)",
        List.of(
            "text tokens",
            "attention, none",
            "attention, pruned",
            "attention, random",
            "KL, none",
            "KL, pruned"),
        rows);
  }

  private void planted() {
    List<Condition> conditions =
        List.of(Condition.NONE, Condition.PLANTED, Condition.PRUNED, Condition.PLANTED_PRUNED);
    List<List<String>> rows = new ArrayList<>();
    report
        .byLength()
        .forEach((length, summary) -> {
          List<String> row = new ArrayList<>(List.of(count(length)));
          conditions.forEach(condition ->
              row.add(
                  result(summary, condition)
                      .flatMap(StudySummary.Result::misled)
                      .map(CardTables::proportion)
                      .orElse("")));
          rows.add(row);
        });
    table(
        "Answers that a false statement about the picture suggests (%)",
        Stream.concat(Stream.of("text tokens"), conditions.stream().map(Object::toString)).toList(),
        rows);
  }

  private void group(Grouping grouping, SortedMap<String, SortedMap<Integer, StudySummary>> named) {
    List<List<String>> rows = new ArrayList<>();
    named.forEach((name, byLength) -> {
      List<String> row = new ArrayList<>(List.of(name));
      int samples = byLength.values().stream().mapToInt(StudySummary::samples).max().orElse(0);
      row.add(count(samples));
      for (int length : report.byLength().keySet()) {
        row.add(Optional.ofNullable(byLength.get(length)).map(CardTables::compared).orElse(""));
      }
      rows.add(row);
    });
    table(
        "Right answers (%) by "
            + grouping.toString().replace('-', ' ')
            + ": "
            + COMPARED.stream().map(Object::toString).collect(joining(" / ")),
        Stream.concat(
                Stream.of(grouping.toString().replace('-', ' '), "samples"),
                report.byLength().keySet().stream().map(CardTables::count))
            .toList(),
        rows);
  }

  private static String compared(StudySummary summary) {
    return COMPARED.stream()
        .map(condition ->
            result(summary, condition)
                .map(each -> number(100 * each.right().share(), 0))
                .orElse("–"))
        .collect(joining(" / "));
  }

  private void table(String title, List<String> headings, List<List<String>> rows) {
    text.append("\n**").append(title).append("**\n\n");
    row(headings);
    row(headings.stream().map(_ -> "---").toList());
    rows.forEach(this::row);
  }

  private void row(List<String> cells) {
    text.append(cells.stream().collect(joining(" | ", "| ", " |"))).append('\n');
  }

  private static Optional<StudySummary.Result> result(StudySummary summary, Condition condition) {
    return Optional.ofNullable(summary.results().get(condition));
  }

  private static String proportion(Proportion proportion) {
    return number(100 * proportion.share(), 0) + " " + interval(proportion.interval(), "%.0f–%.0f");
  }

  private static String difference(PairedDifference difference) {
    return String.format(
        Locale.ROOT,
        "%s%s, p %s",
        String.format(Locale.ROOT, "%+.0f", 100 * difference.difference().mean()),
        difference
            .difference()
            .interval()
            .map(found -> " " + interval(found, "%+.0f to %+.0f"))
            .orElse(""),
        Findings.probability(difference.probability()));
  }

  private static String interval(Interval interval, String format) {
    return "("
        + String.format(Locale.ROOT, format, 100 * interval.low(), 100 * interval.high())
        + ")";
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String count(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
