package dev.fovea.insight.page.chart;

import dev.fovea.insight.page.html.Html;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.html.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Cells in rows and columns, the lighter the more: layers and their heads.
///
/// @param label what it shows, text
/// @param quantity what the values are, text
/// @param unit of the values
/// @param rowName what a row is, such as `layer`
/// @param columnName what a column is, such as `head`
/// @param values for each row, for each column, not negative
public record HeatMap(
    String label,
    String quantity,
    Unit unit,
    String rowName,
    String columnName,
    List<List<Double>> values) {
  private static final double WIDTH = 480;
  private static final double LEFT = 34;
  private static final double TOP = 24;
  private static final double MOST_HIGH = 22;
  private static final double LEAST_HIGH = 7;
  private static final double NUMBER_HIGH = 17;
  private static final double NUMBER_WIDE = 26;

  public HeatMap {
    values = values.stream().map(List::copyOf).toList();
  }

  /// Legend, drawing and table as markup.
  ///
  /// @param caption text
  public String html(String caption) {
    return String.format(
        Locale.ROOT,
        """
        <figure>
        <p class="legend">%s</p>
        %s
        <figcaption>%s</figcaption>
        </figure>
        %s\
        """,
        HeatColor.legend("0", unit.text(highest())),
        svg(),
        Html.text(caption),
        table().behindChart());
  }

  /// The numbers.
  Table table() {
    List<String> columns =
        IntStream.range(-1, columns())
            .mapToObj(column -> column < 0 ? rowName : columnName + " " + column)
            .toList();
    return new Table(
        columns,
        IntStream.range(0, values.size())
            .mapToObj(row ->
                IntStream.range(-1, columns())
                    .mapToObj(column -> column < 0 ? "" + row : unit.text(value(row, column)))
                    .toList())
            .toList());
  }

  private int columns() {
    return values.stream().mapToInt(List::size).max().orElse(0);
  }

  private double value(int row, int column) {
    List<Double> cells = values.get(row);
    return column < cells.size() ? cells.get(column) : Double.NaN;
  }

  private double highest() {
    return values.stream().flatMap(List::stream).mapToDouble(value -> value).max().orElse(0);
  }

  private String svg() {
    double wide = (WIDTH - LEFT) / Math.max(1, columns());
    double high = Math.clamp(wide, LEAST_HIGH, MOST_HIGH);
    double bottom = TOP + high * values.size();
    double highest = highest();
    StringBuilder cells = new StringBuilder();
    for (int row = 0; row < values.size(); row++) {
      for (int column = 0; column < values.get(row).size(); column++) {
        double value = value(row, column);
        cells.append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\" data-v=\"%s\" data-tip=\"%s\"/>",
                Numbers.coordinate(LEFT + column * wide),
                Numbers.coordinate(TOP + row * high),
                Numbers.coordinate(wide),
                Numbers.coordinate(high),
                HeatColor.of(highest > 0 ? value / highest : 0),
                value,
                Html.text(
                    String.format(
                        Locale.ROOT,
                        "%s %d, %s %d\n%s of %s",
                        rowName,
                        row,
                        columnName,
                        column,
                        unit.text(value),
                        quantity))));
      }
    }
    return String.format(
        Locale.ROOT,
        "<svg class=\"chart\" viewBox=\"0 0 %s %s\" role=\"group\" aria-label=\"%s\">%s<g class=\"cells\" data-roving=\"%d\">%s</g></svg>",
        Numbers.coordinate(WIDTH),
        Numbers.coordinate(bottom + 34),
        Html.text("Heat map: " + label),
        numbers(wide, high, bottom),
        Math.max(1, columns()),
        cells);
  }

  private String numbers(double wide, double high, double bottom) {
    StringBuilder svg = new StringBuilder("<g aria-hidden=\"true\">");
    int everyRow = (int) Math.ceil(NUMBER_HIGH / high);
    for (int row = 0; row < values.size(); row += everyRow) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"end\" x=\"%s\" y=\"%s\">%d</text>",
              Numbers.coordinate(LEFT - 6),
              Numbers.coordinate(TOP + (row + 0.5) * high),
              row));
    }
    int everyColumn = (int) Math.ceil(NUMBER_WIDE / wide);
    for (int column = 0; column < columns(); column += everyColumn) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"middle\" x=\"%s\" y=\"%s\">%d</text>",
              Numbers.coordinate(LEFT + (column + 0.5) * wide),
              Numbers.coordinate(bottom + 11),
              column));
    }
    return svg.append(
            String.format(
                Locale.ROOT,
                "<text class=\"title\" x=\"0\" y=\"8\">%s, counted from 0</text><text class=\"title middle\" x=\"%s\" y=\"%s\">%s, counted from 0</text></g>",
                Html.text(rowName),
                Numbers.coordinate((LEFT + WIDTH) / 2),
                Numbers.coordinate(bottom + 27),
                Html.text(columnName)))
        .toString();
  }
}
