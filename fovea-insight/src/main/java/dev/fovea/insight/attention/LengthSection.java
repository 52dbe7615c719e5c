package dev.fovea.insight.attention;

import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.chart.LineChart;
import dev.fovea.insight.page.chart.Series;
import dev.fovea.insight.page.chart.Unit;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.reading.KeyGroup;
import dev.fovea.insight.reading.LengthSweep.Point;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.insight.report.Groups;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// How the share of attention on pictures goes as the context grows.
public final class LengthSection {
  private LengthSection() {}

  /// @param points at least one, the least context first
  static Section of(List<Point<AttentionShares>> points) {
    List<Series> series =
        Stream.of(RowGroup.LAST, RowGroup.QUESTION, RowGroup.TEXT)
            .map(asking ->
                new Series(
                    Groups.text(asking),
                    points.stream().map(point -> onPictures(point, asking)).toList()))
            .filter(line -> line.values().stream().anyMatch(Double::isFinite))
            .toList();
    LineChart chart =
        new LineChart(
            "share of attention on pictures, by length of the context",
            "tokens of context",
            "attention on pictures",
            Unit.SHARE,
            points.stream().map(point -> Numbers.count(point.context())).toList(),
            series,
            Optional.empty(),
            Optional.empty());
    return new Section(
        "length",
        "Length",
        "As the context grows",
        sentence(points),
        chart.html(
            "Share of the attention on visual tokens, mean over heads and layers, before pruning; of the context the newest tokens are kept."));
  }

  private static double onPictures(Point<AttentionShares> point, RowGroup asking) {
    List<AttentionShares.Layer> layers = point.measured().whole();
    return AttentionPage.share(layers, layers.size(), asking, KeyGroup.VISUAL).mean();
  }

  /// What the longest context makes of the share, beside the shortest.
  public static String sentence(List<Point<AttentionShares>> points) {
    Point<AttentionShares> first = points.getFirst();
    Point<AttentionShares> last = points.getLast();
    double before = onPictures(first, RowGroup.LAST);
    double after = onPictures(last, RowGroup.LAST);
    if (points.size() == 1) {
      return String.format(
          Locale.ROOT,
          "With %s of context the last token gives %s of its attention to pictures.",
          Numbers.count(first.context(), "token"),
          Numbers.percent(before));
    }
    return String.format(
        Locale.ROOT,
        "With %s of context the last token gives %s of its attention to pictures, with %s %s%s.",
        Numbers.count(first.context(), "token"),
        Numbers.percent(before),
        Numbers.count(last.context(), "token"),
        Numbers.percent(after),
        before > 0
            ? String.format(Locale.ROOT, ": %s of what it was", Numbers.percent(after / before))
            : "");
  }
}
