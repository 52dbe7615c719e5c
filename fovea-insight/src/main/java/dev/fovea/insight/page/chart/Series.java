package dev.fovea.insight.page.chart;

import dev.fovea.insight.page.html.Html;
import java.util.List;
import java.util.Locale;

/// Numbers that belong together in a chart, one for each of its categories.
///
/// @param name text
/// @param values NaN where there is none
public record Series(String name, List<Double> values) {
  private static final String[] SHAPES = {
    "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
    "M-3-3H3V3H-3z",
    "M0-4L4 3H-4z",
    "M0-4.2L4.2 0L0 4.2L-4.2 0z",
    "M0 4L4-3H-4z",
    "M-4-1H-1V-4H1V-1H4V1H1V4H-1V1H-4z",
  };

  public Series {
    values = List.copyOf(values);
  }

  /// The outline of a series' marks, so that it can be told without seeing colours.
  static String shape(int series) {
    return SHAPES[series % SHAPES.length];
  }

  /// The class that colours it.
  static String colour(int series) {
    return "c" + series % SHAPES.length;
  }

  /// A list of the series with their line and mark.
  static String legend(List<Series> all) {
    StringBuilder items = new StringBuilder("<ul class=\"legend\" aria-label=\"Legend\">");
    for (int i = 0; i < all.size(); i++) {
      items.append(
          String.format(
              Locale.ROOT,
              "<li><svg class=\"swatch %s\" viewBox=\"-14 -6 28 12\" aria-hidden=\"true\"><path class=\"line\" d=\"M-14 0H14\"/><path class=\"mark\" d=\"%s\"/></svg>%s</li>",
              colour(i),
              shape(i),
              Html.text(all.get(i).name())));
    }
    return items.append("</ul>").toString();
  }
}
