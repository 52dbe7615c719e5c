package dev.fovea.cli.print;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Shares over a few places, drawn with plain characters: the signs of the series stand side by
/// side at every place, so that none hides another. Rows are five percent apart.
public final class TextChart {
  private static final int STEP = 5;
  private static final int WIDTH = 12;

  private final List<String> places;
  private final List<Series> series = new ArrayList<>();

  /// @param places labels from the left to the right
  public TextChart(List<String> places) {
    this.places = List.copyOf(places);
  }

  private record Series(char sign, String name, Map<Integer, Double> shares) {}

  /// @param shares in 0..1 by place, from 0; a place may be missing
  public void add(char sign, String name, Map<Integer, Double> shares) {
    series.add(new Series(sign, name, Map.copyOf(shares)));
  }

  /// The chart, with its legend below; there has to be something to draw.
  public String text() {
    IntSummaryStatistics drawn =
        series.stream()
            .flatMap(each -> each.shares().values().stream())
            .mapToInt(TextChart::row)
            .summaryStatistics();
    int highest = Math.min(100, drawn.getMax() + STEP);
    StringBuilder text = new StringBuilder();
    for (int percent = highest; percent >= drawn.getMin(); percent -= STEP) {
      StringBuilder line =
          new StringBuilder(
              percent % (2 * STEP) == 0
                  ? String.format(Locale.ROOT, "%3d %% |", percent)
                  : "      |");
      for (int place = 0; place < places.size(); place++) {
        StringBuilder signs = new StringBuilder();
        for (Series each : series) {
          Double share = each.shares().get(place);
          signs.append(share != null && row(share) == percent ? each.sign() : ' ').append(' ');
        }
        line.append(centred(signs.substring(0, signs.length() - 1)));
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    text.append("      +").append("-".repeat(WIDTH * places.size())).append(System.lineSeparator());
    text.append("       ")
        .append(
            places.stream().map(TextChart::centred).collect(Collectors.joining()).stripTrailing())
        .append(System.lineSeparator());
    text.append("       ")
        .append(
            series.stream()
                .map(each -> each.sign() + " " + each.name())
                .collect(Collectors.joining("    ")))
        .append(System.lineSeparator());
    return text.toString();
  }

  /// The percentage of the row that a share is drawn in.
  private static int row(double share) {
    return Math.toIntExact(Math.round(100 * share / STEP)) * STEP;
  }

  private static String centred(String text) {
    int left = Math.max(0, (WIDTH - Columns.width(text)) / 2);
    return " ".repeat(left) + text + " ".repeat(Math.max(0, WIDTH - left - Columns.width(text)));
  }
}
