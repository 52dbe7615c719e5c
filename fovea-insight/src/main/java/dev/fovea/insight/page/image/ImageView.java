package dev.fovea.insight.page.image;

import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.insight.page.chart.Scale;
import dev.fovea.insight.page.html.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One way to lay attention over a picture: its parts, and which tokens' attention falls on each.
///
/// @param name text
/// @param parts of the picture
/// @param columns in a row, where rows are regular; what the arrow keys go by
public record ImageView(String name, List<Part> parts, int columns) {
  /// Cells along the longer edge where scales are added up.
  private static final int CELLS = 48;

  /// A part of a picture.
  ///
  /// @param area within the picture
  /// @param shares which tokens' attention falls on it
  record Part(ImageArea area, List<Share> shares) {
    Part {
      shares = List.copyOf(shares);
    }

    /// Whether it is what one token shows.
    boolean isToken() {
      return shares.size() == 1 && shares.getFirst().share() == 1;
    }
  }

  /// How much of one token's attention falls on a part.
  ///
  /// @param token ordinal among the picture's visual tokens
  /// @param share 0 to 1
  record Share(int token, double share) {}

  public ImageView {
    parts = List.copyOf(parts);
  }

  /// The ways to look at a picture: its tokens, or where they are of several scales first all of
  /// them added up and then each scale. Empty if no token shows a part of it.
  public static List<ImageView> of(PageImage picture) {
    List<Scale> scales = Scale.of(picture.areas());
    List<ImageView> views = new ArrayList<>();
    if (scales.size() > 1) {
      views.add(addedUp(picture));
    }
    for (int i = 0; i < scales.size(); i++) {
      List<Integer> tokens = scales.get(i).tokens();
      views.add(
          new ImageView(
              String.format(
                  Locale.ROOT,
                  "%s: %s",
                  name(i, scales.size()),
                  Numbers.count(tokens.size(), "token")),
              tokens.stream()
                  .map(token ->
                      new Part(
                          Scale.inPicture(picture.areas().get(token)),
                          List.of(new Share(token, 1))))
                  .toList(),
              columns(tokens, picture.areas())));
    }
    return views;
  }

  private static String name(int scale, int scales) {
    if (scales == 2) {
      return scale == 0 ? "coarse" : "fine";
    }
    return String.format(Locale.ROOT, "scale %d of %d", scale + 1, scales);
  }

  /// How many tokens follow each other from left to right at the beginning.
  private static int columns(List<Integer> tokens, List<ImageArea> areas) {
    int columns = 1;
    while (columns < tokens.size()
        && areas.get(tokens.get(columns)).left() > areas.get(tokens.get(columns - 1)).left()) {
      columns++;
    }
    return columns;
  }

  /// Square cells; every token's attention is spread evenly over its area. What falls beside the
  /// picture is left out.
  private static ImageView addedUp(PageImage picture) {
    RgbImage pixels = picture.pixels();
    double edge = (double) Math.max(pixels.width(), pixels.height()) / CELLS;
    int columns = Math.max(1, (int) Math.round(pixels.width() / edge));
    int rows = Math.max(1, (int) Math.round(pixels.height() / edge));
    List<List<Share>> shares = new ArrayList<>();
    for (int cell = 0; cell < rows * columns; cell++) {
      shares.add(new ArrayList<>());
    }
    for (int token = 0; token < picture.areas().size(); token++) {
      ImageArea area = picture.areas().get(token);
      ImageArea seen = Scale.inPicture(area);
      for (int row = (int) (seen.top() * rows); row < Math.ceil(seen.bottom() * rows); row++) {
        for (int column = (int) (seen.left() * columns);
            column < Math.ceil(seen.right() * columns);
            column++) {
          double common = Scale.overlap(cell(row, column, rows, columns), seen);
          if (common > 0) {
            shares.get(row * columns + column).add(new Share(token, common / Scale.size(area)));
          }
        }
      }
    }
    List<Part> parts = new ArrayList<>();
    for (int cell = 0; cell < shares.size(); cell++) {
      parts.add(new Part(cell(cell / columns, cell % columns, rows, columns), shares.get(cell)));
    }
    return new ImageView("all scales added up", parts, columns);
  }

  private static ImageArea cell(int row, int column, int rows, int columns) {
    return new ImageArea(
        (double) column / columns,
        (double) row / rows,
        (column + 1.0) / columns,
        (row + 1.0) / rows);
  }

  /// What falls on each part.
  ///
  /// @param tokens a value for each visual token of the picture
  public double[] values(double[] tokens) {
    double[] values = new double[parts.size()];
    for (int part = 0; part < values.length; part++) {
      for (Share share : parts.get(part).shares()) {
        values[part] += share.share() * tokens[share.token()];
      }
    }
    return values;
  }
}
