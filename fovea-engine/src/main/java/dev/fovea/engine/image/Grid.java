package dev.fovea.engine.image;

import java.util.Locale;

/// Cells in rows and columns: patches or tiles of a picture.
public record Grid(int rows, int columns) {
  public Grid {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected at least one row and one column, found %d x %d",
              rows,
              columns));
    }
  }

  /// Number of cells.
  public int cells() {
    return Math.multiplyExact(rows, columns);
  }

  /// The larger of rows and columns.
  public int longerSide() {
    return Math.max(rows, columns);
  }
}
