package dev.fovea.insight.page.chart;

import dev.fovea.insight.page.html.Html;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.html.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Lying bars for conditions, one for each series, each with the interval in which its value lies.
///
/// @param label what the chart shows, text
/// @param quantity what the values are, text; the unit is added
/// @param unit of the values
/// @param names of the series, text
/// @param groups the conditions
/// @param level what the levels of the groups are, text; empty where they have none
public record BarChart(
    String label,
    String quantity,
    Unit unit,
    List<String> names,
    List<Group> groups,
    Optional<String> level) {
  private static final double WIDTH = 480;
  private static final double TOP = 26;

  /// Room for the name of the level above the bars.
  private static final double LEVEL = 20;

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
  /// @param level to compare them with, drawn dashed across them
  /// @param baseline whether it is something to compare others with, drawn in grey
  public record Group(String name, List<Bar> bars, OptionalDouble level, boolean baseline) {
    public Group {
      bars = List.copyOf(bars);
    }

    public Group(String name, List<Bar> bars) {
      this(name, bars, OptionalDouble.empty(), false);
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
    level.ifPresent(name -> columns.add(unit.axis(name)));
    return new Table(columns, groups.stream().map(this::cells).toList());
  }

  private List<String> cells(Group group) {
    List<String> cells = new ArrayList<>(List.of(group.name()));
    group.bars().forEach(bar -> cells.add(text(bar)));
    if (level.isPresent()) {
      cells.add(group.level().isPresent() ? unit.text(group.level().getAsDouble()) : "");
    }
    return cells;
  }

  /// The chart as inline SVG.
  private final class Drawing {
    private final Axis axis =
        Axis.of(
            Stream.concat(
                    groups.stream()
                        .flatMap(group -> group.bars().stream())
                        .flatMap(bar -> Stream.of(bar.value(), bar.low(), bar.high())),
                    levels().boxed())
                .mapToDouble(value -> value));
    private final double pitch = NAME + BAR * names.size() + GAP;
    private final double begin = level.isPresent() ? TOP + LEVEL : TOP;
    private final double bottom = begin + pitch * groups.size();
    private final double left = axis.from() < 0 ? VALUE : 4;

    String svg() {
      return String.format(
          Locale.ROOT,
          """
          <svg class="chart" viewBox="0 0 %s %s" role="group" aria-label="%s">
          %s%s<g data-roving="1">%s</g></svg>\
          """,
          Numbers.coordinate(WIDTH),
          Numbers.coordinate(bottom + 26),
          Html.text("Bar chart: " + label),
          axes(),
          level.map(this::levelName).orElse(""),
          IntStream.range(0, groups.size()).mapToObj(this::group).collect(Collectors.joining()));
    }

    private DoubleStream levels() {
      return groups.stream()
          .map(Group::level)
          .filter(OptionalDouble::isPresent)
          .mapToDouble(OptionalDouble::getAsDouble);
    }

    /// Stands above the line where there is a single one.
    private String levelName(String name) {
      if (levels().distinct().count() != 1) {
        return "";
      }
      double value = levels().findFirst().orElseThrow();
      return String.format(
          Locale.ROOT,
          "<text class=\"middle level-name\" aria-hidden=\"true\" x=\"%s\" y=\"%s\">%s</text>",
          Numbers.coordinate(x(value)),
          Numbers.coordinate(begin - LEVEL / 2),
          Html.text(name + " " + unit.text(value)));
    }

    /// A piece of the line, on a ground that tells it from bars.
    private String levelLine(Group group, double from, double to) {
      if (group.level().isEmpty()) {
        return "";
      }
      String path =
          String.format(
              Locale.ROOT,
              "M%s %sV%s",
              Numbers.coordinate(x(group.level().getAsDouble())),
              Numbers.coordinate(from),
              Numbers.coordinate(to));
      return String.format(
          Locale.ROOT,
          "<g class=\"level\"><path class=\"ground\" d=\"%s\"/><path d=\"%s\"/></g>",
          path,
          path);
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
                Numbers.coordinate(begin),
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
      double top = begin + index * pitch;
      List<Integer> series = IntStream.range(0, names.size()).boxed().toList();
      String tip =
          group.name()
              + series.stream()
                  .map(each ->
                      String.format(
                          Locale.ROOT, "\n%s: %s", names.get(each), text(group.bars().get(each))))
                  .collect(Collectors.joining())
              + (level.isPresent() && group.level().isPresent()
                  ? String.format(
                      Locale.ROOT, "\n%s: %s", level.get(), unit.text(group.level().getAsDouble()))
                  : "");
      return String.format(
          Locale.ROOT,
          "<g class=\"group\" data-tip=\"%s\"><rect class=\"hit\" x=\"0\" y=\"%s\" width=\"%s\" height=\"%s\"/>%s<text class=\"name\" x=\"%s\" y=\"%s\">%s</text>%s%s%s</g>",
          Html.text(tip),
          Numbers.coordinate(top),
          Numbers.coordinate(WIDTH),
          Numbers.coordinate(pitch),
          levelLine(group, top, top + NAME),
          Numbers.coordinate(4),
          Numbers.coordinate(top + NAME / 2 + 1),
          Html.text(group.name()),
          series.stream()
              .map(each -> bar(group, each, top + NAME + each * BAR))
              .collect(Collectors.joining()),
          levelLine(group, top + NAME, top + pitch),
          series.stream()
              .map(each -> value(group.bars().get(each), top + NAME + each * BAR))
              .collect(Collectors.joining()));
    }

    private String bar(Group group, int series, double top) {
      Bar bar = group.bars().get(series);
      if (!Double.isFinite(bar.value())) {
        return "";
      }
      double zero = x(0);
      double end = x(bar.value());
      return String.format(
          Locale.ROOT,
          "<g class=\"%s\"><rect class=\"bar\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" data-v=\"%s\"/></g>",
          group.baseline() ? "baseline" : Series.colour(series),
          Numbers.coordinate(Math.min(zero, end)),
          Numbers.coordinate(top),
          Numbers.coordinate(Math.max(0.5, Math.abs(end - zero))),
          Numbers.coordinate(BAR - 2),
          bar.value());
    }

    /// The whisker of a bar, on a ground that tells it from the bar, and its number.
    private String value(Bar bar, double top) {
      if (!Double.isFinite(bar.value())) {
        return String.format(
            Locale.ROOT,
            "<text class=\"value\" x=\"%s\" y=\"%s\">–</text>",
            Numbers.coordinate(x(0) + 6),
            Numbers.coordinate(top + BAR / 2));
      }
      double middle = top + (BAR - 2) / 2;
      boolean negative = bar.value() < 0;
      double beside =
          negative
              ? x(Math.min(bar.value(), Math.min(bar.low(), bar.high()))) - 6
              : x(Math.max(bar.value(), Math.max(bar.low(), bar.high()))) + 6;
      return String.format(
          Locale.ROOT,
          "%s<text class=\"value %s\" x=\"%s\" y=\"%s\">%s</text>",
          bar.low() == bar.high() ? "" : whisker(bar, middle),
          negative ? "end" : "start",
          Numbers.coordinate(beside),
          Numbers.coordinate(middle + 0.5),
          Html.text(unit.text(bar.value())));
    }

    private String whisker(Bar bar, double middle) {
      String path =
          String.format(
              Locale.ROOT,
              "M%s %sH%sM%s %sv8M%s %sv8",
              Numbers.coordinate(x(bar.low())),
              Numbers.coordinate(middle),
              Numbers.coordinate(x(bar.high())),
              Numbers.coordinate(x(bar.low())),
              Numbers.coordinate(middle - 4),
              Numbers.coordinate(x(bar.high())),
              Numbers.coordinate(middle - 4));
      return String.format(
          Locale.ROOT,
          "<path class=\"whisker-ground\" d=\"%s\"/><path class=\"whisker\" d=\"%s\"/>",
          path,
          path);
    }
  }
}
