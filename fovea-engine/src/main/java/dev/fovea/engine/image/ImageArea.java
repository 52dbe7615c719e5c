package dev.fovea.engine.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A part of a picture, in shares of its width and height: 0 to 1 from the left and from the top.
/// It may reach beyond the picture where a processor pads, and is empty where a token shows
/// nothing.
public record ImageArea(double left, double top, double right, double bottom) {

  /// The whole picture.
  public static final ImageArea WHOLE = new ImageArea(0, 0, 1, 1);

  /// No part: for tokens that end a row.
  public static final ImageArea NONE = new ImageArea(0, 0, 0, 0);

  public ImageArea {
    if (!(left <= right && top <= bottom)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected an area from left to right and from top to bottom, found %s..%s x %s..%s",
              left,
              right,
              top,
              bottom));
    }
  }

  /// Whether there is nothing in it.
  public boolean isEmpty() {
    return left == right || top == bottom;
  }

  /// The cells of a grid over this area, row by row.
  public List<ImageArea> cells(Grid grid) {
    List<ImageArea> cells = new ArrayList<>();
    double height = (bottom - top) / grid.rows();
    double width = (right - left) / grid.columns();
    for (int row = 0; row < grid.rows(); row++) {
      for (int column = 0; column < grid.columns(); column++) {
        cells.add(
            new ImageArea(
                left + column * width,
                top + row * height,
                left + (column + 1) * width,
                top + (row + 1) * height));
      }
    }
    return cells;
  }
}
