package dev.fovea.insight.page.chart;

import dev.fovea.insight.page.html.Html;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.html.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Lines over categories that have an order, such as layers.
///
/// @param label what the chart shows, text
/// @param across what the categories are, text under the chart
/// @param quantity what the values are, text; the unit is added
/// @param unit of the values
/// @param categories text for each place on the horizontal axis
/// @param series the lines
/// @param reference a level to compare with, drawn dashed
/// @param band categories to be marked
public record LineChart(
    String label,
    String across,
    String quantity,
    Unit unit,
    List<String> categories,
    List<Series> series,
    Optional<Reference> reference,
    Optional<Band> band) {
  private static final double WIDTH = 480;
  private static final double TOP = 26;
  private static final double BOTTOM = 196;
  private static final double HEIGHT = 236;

  /// Room for the name of a band.
  private static final double BAND = 22;

  private static final double CHARACTER = 9.5;

  /// With more categories than this, not every one has a number, and lines have no marks.
  private static final int FEW = 16;

  private static final int FEW_MARKS = 48;

  /// A level to compare with.
  public record Reference(String name, double value) {}

  /// Categories to be marked.
  ///
  /// @param from first
  /// @param to one past the last
  public record Band(String name, int from, int to) {}

  public LineChart {
    categories = List.copyOf(categories);
    series = List.copyOf(series);
    for (Series line : series) {
      if (line.values().size() != categories.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: expected %d values, found %d",
                line.name(),
                categories.size(),
                line.values().size()));
      }
    }
  }

  /// Lines by layer.
  public static LineChart byLayer(String label, String quantity, Unit unit, List<Series> series) {
    int layers = series.stream().mapToInt(line -> line.values().size()).max().orElse(0);
    return new LineChart(
        label,
        "layer, counted from 0",
        quantity,
        unit,
        IntStream.range(0, layers).mapToObj(Integer::toString).toList(),
        series,
        Optional.empty(),
        Optional.empty());
  }

  /// The same chart with a level to compare with.
  public LineChart with(Reference level) {
    return new LineChart(
        label, across, quantity, unit, categories, series, Optional.of(level), band);
  }

  /// The same chart with some categories marked.
  public LineChart with(Band marked) {
    return new LineChart(
        label, across, quantity, unit, categories, series, reference, Optional.of(marked));
  }

  /// Legend, drawing and table as markup.
  ///
  /// @param caption text
  public String html(String caption) {
    return String.format(
        Locale.ROOT,
        """
        <figure>
        %s
        %s
        <figcaption>%s</figcaption>
        </figure>
        %s\
        """,
        series.size() > 1 ? Series.legend(series) : "",
        new Drawing().svg(),
        Html.text(caption),
        table().behindChart());
  }

  /// The numbers.
  Table table() {
    List<String> columns = new ArrayList<>(List.of(across.replace(", counted from 0", "")));
    series.forEach(line -> columns.add(unit.axis(line.name())));
    return new Table(
        columns,
        IntStream.range(0, categories.size())
            .mapToObj(place ->
                Stream.concat(
                        Stream.of(categories.get(place)),
                        series.stream().map(line -> unit.text(line.values().get(place))))
                    .toList())
            .toList());
  }

  /// The chart as inline SVG.
  private final class Drawing {
    private final Axis axis =
        Axis.of(
            Stream.concat(
                    series.stream().flatMap(line -> line.values().stream()),
                    reference.stream().map(Reference::value))
                .mapToDouble(value -> value));
    private final double left =
        8
            + CHARACTER
                * axis.ticks().stream()
                    .mapToInt(tick -> unit.tick(tick, axis.step()).length())
                    .max()
                    .orElse(1);
    private final double height = HEIGHT + (band.isPresent() ? BAND : 0);
    private final double slot = (WIDTH - left) / Math.max(1, categories.size());

    String svg() {
      return String.format(
          Locale.ROOT,
          """
          <svg class="chart" viewBox="0 0 %s %s" role="group" aria-label="%s">
          %s%s%s%s<g data-roving="1">%s</g></svg>\
          """,
          Numbers.coordinate(WIDTH),
          Numbers.coordinate(height),
          Html.text("Line chart: " + label),
          axes(),
          band.map(this::band).orElse(""),
          reference.map(this::level).orElse(""),
          IntStream.range(0, series.size()).mapToObj(this::line).collect(Collectors.joining()),
          IntStream.range(0, categories.size())
              .mapToObj(this::column)
              .collect(Collectors.joining()));
    }

    private double x(int place) {
      return left + (place + 0.5) * slot;
    }

    private double y(double value) {
      return BOTTOM - (BOTTOM - TOP) * axis.share(value);
    }

    private String axes() {
      StringBuilder svg = new StringBuilder("<g aria-hidden=\"true\">");
      for (double tick : axis.ticks()) {
        String y = Numbers.coordinate(y(tick));
        svg.append(
            String.format(
                Locale.ROOT,
                "<path class=\"%s\" d=\"M%s %sH%s\"/><text class=\"end\" x=\"%s\" y=\"%s\">%s</text>",
                Math.abs(tick) < axis.step() / 2 ? "axis" : "grid",
                Numbers.coordinate(left),
                y,
                Numbers.coordinate(WIDTH),
                Numbers.coordinate(left - 6),
                y,
                unit.tick(tick, axis.step())));
      }
      int every = Math.max(1, (categories.size() + FEW - 1) / FEW);
      for (int place = 0; place < categories.size(); place += every) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<text class=\"middle\" x=\"%s\" y=\"%s\">%s</text>",
                Numbers.coordinate(x(place)),
                Numbers.coordinate(BOTTOM + 13),
                Html.text(categories.get(place))));
      }
      return svg.append(
              String.format(
                  Locale.ROOT,
                  "<text class=\"title\" x=\"0\" y=\"8\">%s</text><text class=\"title middle\" x=\"%s\" y=\"%s\">%s</text></g>",
                  Html.text(unit.axis(quantity)),
                  Numbers.coordinate((left + WIDTH) / 2),
                  Numbers.coordinate(height - 8),
                  Html.text(across)))
          .toString();
    }

    private String line(int index) {
      StringBuilder path = new StringBuilder();
      StringBuilder marks = new StringBuilder();
      List<Double> values = series.get(index).values();
      boolean drawing = false;
      for (int place = 0; place < values.size(); place++) {
        boolean there = Double.isFinite(values.get(place));
        if (there) {
          String x = Numbers.coordinate(x(place));
          String y = Numbers.coordinate(y(values.get(place)));
          path.append(drawing ? "L" : "M").append(x).append(' ').append(y);
          if (values.size() <= FEW_MARKS) {
            marks.append(
                String.format(
                    Locale.ROOT,
                    "<path class=\"mark\" transform=\"translate(%s %s)\" d=\"%s\"/>",
                    x,
                    y,
                    Series.shape(index)));
          }
        }
        drawing = there;
      }
      return String.format(
          Locale.ROOT,
          "<g class=\"%s\" aria-hidden=\"true\"><path class=\"line\" d=\"%s\"/>%s</g>",
          Series.colour(index),
          path,
          marks);
    }

    /// What is pointed at: a whole column, which tells the values of all lines.
    private String column(int place) {
      String values =
          series.stream()
              .map(line ->
                  String.format(
                      Locale.ROOT, "%s: %s", line.name(), unit.text(line.values().get(place))))
              .collect(Collectors.joining("\n"));
      String name = across.replace(", counted from 0", "") + " " + categories.get(place);
      boolean marked = band.filter(it -> place >= it.from() && place < it.to()).isPresent();
      return String.format(
          Locale.ROOT,
          "<rect class=\"hit\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" data-tip=\"%s\"/>",
          Numbers.coordinate(left + place * slot),
          Numbers.coordinate(TOP),
          Numbers.coordinate(slot),
          Numbers.coordinate(BOTTOM - TOP),
          Html.text(name + "\n" + values + (marked ? "\n" + band.map(Band::name).orElse("") : "")));
    }

    /// A bracket under the categories that are marked.
    private String band(Band marked) {
      double from = left + marked.from() * slot;
      double to = left + marked.to() * slot;
      boolean roomAfter = to < left + (WIDTH - left) * 0.6;
      return String.format(
          Locale.ROOT,
          "<g class=\"band\" aria-hidden=\"true\"><path d=\"M%s %sV%sH%sV%s\"/><text class=\"%s\" x=\"%s\" y=\"%s\">%s</text></g>",
          Numbers.coordinate(from + 1),
          Numbers.coordinate(BOTTOM + 24),
          Numbers.coordinate(BOTTOM + 29),
          Numbers.coordinate(to - 1),
          Numbers.coordinate(BOTTOM + 24),
          roomAfter ? "start" : "end",
          Numbers.coordinate(roomAfter ? to + 6 : to - 1),
          Numbers.coordinate(roomAfter ? BOTTOM + 29 : BOTTOM + 39),
          Html.text(marked.name()));
    }

    private String level(Reference level) {
      String y = Numbers.coordinate(y(level.value()));
      return String.format(
          Locale.ROOT,
          "<g class=\"level\" aria-hidden=\"true\"><path d=\"M%s %sH%s\"/></g>",
          Numbers.coordinate(left),
          y,
          Numbers.coordinate(WIDTH));
    }
  }
}
