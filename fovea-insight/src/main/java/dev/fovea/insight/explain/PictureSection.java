package dev.fovea.insight.explain;

import dev.fovea.engine.vision.ImageArea;
import dev.fovea.engine.vision.RgbImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Every picture under a grid that shows which patches the question looks at.
final class PictureSection {
  /// So many patches get a number, which tells them apart without colour.
  private static final int NUMBERED = 3;

  /// Edge of a cell that lies on no picture.
  private static final int CELL = 10;

  private final Explanation explanation;
  private final Picture picture;
  private final int number;
  private final List<Integer> order;
  private final double total;
  private final double highest;

  private PictureSection(Explanation explanation, int index) {
    this.explanation = explanation;
    picture = explanation.pictures().get(index);
    number = index + 1;
    order =
        picture.positions().stream()
            .sorted(Comparator.comparingDouble(this::attention).reversed())
            .toList();
    total = picture.positions().stream().mapToDouble(this::attention).sum();
    highest = picture.positions().stream().mapToDouble(this::attention).max().orElse(0);
  }

  private double attention(int position) {
    Map<Integer, Double> attention = explanation.attention().questionAttention();
    return Objects.requireNonNull(
        attention.get(position), () -> "no attention for visual token " + position);
  }

  /// All pictures.
  static String figures(Explanation explanation) {
    return IntStream.range(0, explanation.pictures().size())
        .mapToObj(index -> new PictureSection(explanation, index).figure())
        .collect(Collectors.joining("\n"));
  }

  /// What the section shows for this prompt.
  static String sentence(Explanation explanation) {
    if (explanation.pictures().isEmpty()) {
      return "The prompt holds no picture.";
    }
    double all =
        explanation.attention().questionAttention().values().stream()
            .mapToDouble(Double::doubleValue)
            .sum();
    return "The question (%s) gave %s of its attention to %s, before anything was pruned (mean over all heads of all %s); the rest went to text."
        .formatted(
            Numbers.count(explanation.attention().questionTokens(), "token"),
            Numbers.percent(all),
            explanation.pictures().size() == 1
                ? "the picture"
                : "the %d pictures".formatted(explanation.pictures().size()),
            Numbers.count(explanation.attention().visualShare().size(), "layer"));
  }

  private String figure() {
    RgbImage pixels = picture.pixels();
    return """
    <figure id="picture-%d">
    <div class="pair">%s</div>
    <figcaption><strong>Picture %d: %s</strong>, %d × %d pixels, %s. %s</figcaption>
    </figure>\
    """
        .formatted(
            number,
            drawing(),
            number,
            Html.text(picture.name()),
            pixels.width(),
            pixels.height(),
            Numbers.count(picture.positions().size(), "visual token"),
            Html.text(caption()));
  }

  private String caption() {
    if (order.isEmpty()) {
      return "";
    }
    String strongest =
        "It gets %s of the question's attention; %s gets the most, %s, %s times the picture's mean."
            .formatted(
                Numbers.percent(total),
                place(picture.positions().indexOf(order.getFirst())),
                Numbers.percent(highest),
                Numbers.ratio(total == 0 ? 0 : highest * order.size() / total));
    return picture.grid().isPresent()
        ? strongest
        : strongest
            + " Where its tokens lie on the picture is not known: the cells show them in the order of the prompt.";
  }

  private String place(int index) {
    return picture
        .grid()
        .map(grid ->
            "the patch in row %d, column %d"
                .formatted(index / grid.columns() + 1, index % grid.columns() + 1))
        .orElse("token %d".formatted(index + 1));
  }

  /// The plain picture, and beside it the picture under the grid; without a known grid, its cells.
  private String drawing() {
    RgbImage pixels = picture.pixels();
    String image =
        "<image id=\"pixels-%d\" href=\"%s\" width=\"%d\" height=\"%d\"/>"
            .formatted(number, PngDataUri.of(pixels), pixels.width(), pixels.height());
    String name = "Picture %d, %s".formatted(number, picture.name());
    String plain = drawing("plain", pixels.width(), pixels.height(), name, image);
    if (picture.grid().isPresent()) {
      return plain
          + drawing(
              "under-grid",
              pixels.width(),
              pixels.height(),
              name + ", with the question's attention, patch by patch",
              "<use href=\"#pixels-%d\"/>".formatted(number)
                  + heat(picture.grid().get(), pixels.width(), pixels.height()));
    }
    int columns = Math.max(1, (int) Math.ceil(Math.sqrt(picture.positions().size())));
    int rows = Math.max(1, (picture.positions().size() + columns - 1) / columns);
    PatchGrid cells = new PatchGrid(rows, columns, ImageArea.WHOLE);
    return plain
        + drawing(
            "cells",
            CELL * columns,
            CELL * rows,
            name + ": the question's attention on its tokens, in order",
            heat(cells, CELL * columns, CELL * rows));
  }

  private static String drawing(String kind, int width, int height, String label, String content) {
    return "<svg class=\"drawing %s\" viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"%s\">%s</svg>"
        .formatted(kind, width, height, Html.text(label), content);
  }

  private String heat(PatchGrid grid, int width, int height) {
    ImageArea area = grid.area();
    double left = area.left() * width;
    double top = area.top() * height;
    double cellWidth = (area.right() - area.left()) * width / grid.columns();
    double cellHeight = (area.bottom() - area.top()) * height / grid.rows();
    List<String> cells = new ArrayList<>();
    List<String> marks = new ArrayList<>();
    for (int index = 0; index < picture.positions().size(); index++) {
      double x = left + index % grid.columns() * cellWidth;
      double y = top + index / grid.columns() * cellHeight;
      cells.add(cell(index, x, y, cellWidth, cellHeight));
      marks.add(mark(picture.positions().get(index), x, y, cellWidth, cellHeight));
    }
    return "<g class=\"heat\" data-roving=\"%d\">%s</g><g class=\"marks\" aria-hidden=\"true\">%s</g>"
        .formatted(grid.columns(), String.join("", cells), String.join("", marks));
  }

  private String cell(int index, double x, double y, double width, double height) {
    int position = picture.positions().get(index);
    double value = attention(position);
    int rank = order.indexOf(position);
    String tip =
        "%s\n%s of the question's attention\nplace %d of %d\nposition %d, %s"
            .formatted(
                place(index).replace("the patch in ", ""),
                Numbers.percent(value),
                rank + 1,
                order.size(),
                position,
                kept(position) ? "kept" : "dropped");
    return "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\" data-other=\"%s\" data-p=\"%d\" data-v=\"%s\" data-tip=\"%s\"/>"
        .formatted(
            Numbers.coordinate(x),
            Numbers.coordinate(y),
            Numbers.coordinate(width),
            Numbers.coordinate(height),
            HeatColour.of(highest == 0 ? 0 : value / highest),
            HeatColour.of(1 - (double) rank / Math.max(1, order.size() - 1)),
            position,
            value,
            Html.text(tip));
  }

  private boolean kept(int position) {
    return explanation.pruned().trace().tokens().get(position).kept();
  }

  /// A number on the strongest patches, a cross over those that went.
  private String mark(int position, double x, double y, double width, double height) {
    String cross =
        kept(position)
            ? ""
            : "<path class=\"cross\" d=\"M%s %sL%s %s\"/>"
                .formatted(
                    Numbers.coordinate(x),
                    Numbers.coordinate(y),
                    Numbers.coordinate(x + width),
                    Numbers.coordinate(y + height));
    int rank = order.indexOf(position);
    return rank >= NUMBERED
        ? cross
        : cross
            + "<text x=\"%s\" y=\"%s\" font-size=\"%s\">%d</text>"
                .formatted(
                    Numbers.coordinate(x + width / 2),
                    Numbers.coordinate(y + height / 2),
                    Numbers.coordinate(0.6 * Math.min(width, height)),
                    rank + 1);
  }
}
