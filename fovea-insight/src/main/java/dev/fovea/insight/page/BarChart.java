package dev.fovea.insight.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Lying bars for conditions, one for each series, each with the interval in which its value lies.
///
/// @param label what the chart shows, text
/// @param quantity what the values are, text; the unit is added
/// @param unit of the values
/// @param names of the series, text
/// @param groups the conditions
/// @param reference a level to compare with, drawn dashed
public record BarChart(
    String label,
    String quantity,
    Unit unit,
    List<String> names,
    List<Group> groups,
    Optional<LineChart.Reference> reference) {
  private static final double WIDTH = 480;
  private static final double TOP = 26;
  private static final double NAME = 22;
  private static final double BAR = 18;
  private static final double GAP = 9;

  /// Room for a value beside its bar.
  private static final double VALUE = 92;

  /// One bar.
  ///
  /// @param value NaN where there is none
  /// @param low lower end of the interval, the value itself where there is none
  /// @param high upper end
  public record Bar(double value, double low, double high) {
    /// A bar without an interval.
    public static Bar of(double value) {
      return new Bar(value, value, value);
    }
  }

  /// The bars of one condition.
  ///
  /// @param name text
  /// @param bars one for each series
  public record Group(String name, List<Bar> bars) {
    public Group {
      bars = List.copyOf(bars);
    }
  }

  public BarChart {
    names = List.copyOf(names);
    groups = List.copyOf(groups);
    for (Group group : groups) {
      if (group.bars().size() != names.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: expected %d bars, found %d",
                group.name(),
                names.size(),
                group.bars().size()));
      }
    }
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
        names.size() > 1 ? legend() : "",
        new Drawing().svg(),
        Html.text(caption),
        table().behindChart());
  }

  private String legend() {
    return IntStream.range(0, names.size())
        .mapToObj(series ->
            String.format(
                Locale.ROOT,
                "<li><svg class=\"swatch %s\" viewBox=\"0 0 28 12\" aria-hidden=\"true\"><rect class=\"bar\" width=\"28\" height=\"12\"/></svg>%s</li>",
                Series.colour(series),
                Html.text(names.get(series))))
        .collect(Collectors.joining("", "<ul class=\"legend\" aria-label=\"Legend\">", "</ul>"));
  }

  private String text(Bar bar) {
    return bar.low() == bar.high() || !Double.isFinite(bar.low()) || !Double.isFinite(bar.high())
        ? unit.text(bar.value())
        : String.format(
            Locale.ROOT,
            "%s (%s to %s)",
            unit.text(bar.value()),
            unit.text(bar.low()),
            unit.text(bar.high()));
  }

  /// The numbers.
  Table table() {
    List<String> columns = new ArrayList<>(List.of(""));
    names.forEach(name -> columns.add(unit.axis(name)));
    return new Table(
        columns,
        groups.stream()
            .map(group ->
                Stream.concat(Stream.of(group.name()), group.bars().stream().map(this::text))
                    .toList())
            .toList());
  }

  /// The chart as inline SVG.
  private final class Drawing {
    private final Axis axis =
        Axis.of(
            Stream.concat(
                    groups.stream()
                        .flatMap(group -> group.bars().stream())
                        .flatMap(bar -> Stream.of(bar.value(), bar.low(), bar.high())),
                    reference.stream().map(LineChart.Reference::value))
                .mapToDouble(value -> value));
    private final double pitch = NAME + BAR * names.size() + GAP;
    private final double bottom = TOP + pitch * groups.size();
    private final double left = axis.from() < 0 ? VALUE : 4;

    String svg() {
      return String.format(
          Locale.ROOT,
          """
          <svg class="chart" viewBox="0 0 %s %s" role="group" aria-label="%s">
          %s<g data-roving="1">%s</g>%s</svg>\
          """,
          Numbers.coordinate(WIDTH),
          Numbers.coordinate(bottom + 26),
          Html.text("Bar chart: " + label),
          axes(),
          IntStream.range(0, groups.size()).mapToObj(this::group).collect(Collectors.joining()),
          reference
              .map(level ->
                  String.format(
                      Locale.ROOT,
                      "<g class=\"level\" aria-hidden=\"true\"><path d=\"M%s %sV%s\"/></g>",
                      Numbers.coordinate(x(level.value())),
                      Numbers.coordinate(TOP),
                      Numbers.coordinate(bottom)))
              .orElse(""));
    }

    private double x(double value) {
      return left + (WIDTH - VALUE - left) * axis.share(value);
    }

    private String axes() {
      StringBuilder svg = new StringBuilder("<g aria-hidden=\"true\">");
      for (double tick : axis.ticks()) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<path class=\"%s\" d=\"M%s %sV%s\"/><text class=\"middle\" x=\"%s\" y=\"%s\">%s</text>",
                Math.abs(tick) < axis.step() / 2 ? "axis" : "grid",
                Numbers.coordinate(x(tick)),
                Numbers.coordinate(TOP),
                Numbers.coordinate(bottom),
                Numbers.coordinate(x(tick)),
                Numbers.coordinate(bottom + 13),
                unit.tick(tick, axis.step())));
      }
      return svg.append("<text class=\"title\" x=\"0\" y=\"8\">")
          .append(Html.text(unit.axis(quantity)))
          .append("</text></g>")
          .toString();
    }

    private String group(int index) {
      Group group = groups.get(index);
      double top = TOP + index * pitch;
      String tip =
          group.name()
              + IntStream.range(0, names.size())
                  .mapToObj(series ->
                      String.format(
                          Locale.ROOT,
                          "\n%s: %s",
                          names.get(series),
                          text(group.bars().get(series))))
                  .collect(Collectors.joining());
      return String.format(
          Locale.ROOT,
          "<g class=\"group\" data-tip=\"%s\"><rect class=\"hit\" x=\"0\" y=\"%s\" width=\"%s\" height=\"%s\"/><text class=\"name\" x=\"%s\" y=\"%s\">%s</text>%s</g>",
          Html.text(tip),
          Numbers.coordinate(top),
          Numbers.coordinate(WIDTH),
          Numbers.coordinate(pitch),
          Numbers.coordinate(4),
          Numbers.coordinate(top + NAME / 2 + 1),
          Html.text(group.name()),
          IntStream.range(0, names.size())
              .mapToObj(series -> bar(group.bars().get(series), series, top + NAME + series * BAR))
              .collect(Collectors.joining()));
    }

    private String bar(Bar bar, int series, double top) {
      if (!Double.isFinite(bar.value())) {
        return String.format(
            Locale.ROOT,
            "<text x=\"%s\" y=\"%s\">–</text>",
            Numbers.coordinate(x(0) + 6),
            Numbers.coordinate(top + BAR / 2));
      }
      double zero = x(0);
      double end = x(bar.value());
      double middle = top + (BAR - 2) / 2;
      boolean negative = bar.value() < 0;
      double beside =
          negative
              ? Math.min(end, x(Math.min(bar.low(), bar.high()))) - 6
              : Math.max(end, x(Math.max(bar.low(), bar.high()))) + 6;
      String whisker =
          bar.low() == bar.high()
              ? ""
              : String.format(
                  Locale.ROOT,
                  "<path class=\"whisker\" d=\"M%s %sH%sM%s %sv8M%s %sv8\"/>",
                  Numbers.coordinate(x(bar.low())),
                  Numbers.coordinate(middle),
                  Numbers.coordinate(x(bar.high())),
                  Numbers.coordinate(x(bar.low())),
                  Numbers.coordinate(middle - 4),
                  Numbers.coordinate(x(bar.high())),
                  Numbers.coordinate(middle - 4));
      return String.format(
          Locale.ROOT,
          "<g class=\"%s\"><rect class=\"bar\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" data-v=\"%s\"/></g>%s<text class=\"value %s\" x=\"%s\" y=\"%s\">%s</text>",
          Series.colour(series),
          Numbers.coordinate(Math.min(zero, end)),
          Numbers.coordinate(top),
          Numbers.coordinate(Math.max(0.5, Math.abs(end - zero))),
          Numbers.coordinate(BAR - 2),
          bar.value(),
          whisker,
          negative ? "end" : "start",
          Numbers.coordinate(beside),
          Numbers.coordinate(middle + 0.5),
          Html.text(unit.text(bar.value())));
    }
  }
}
