package dev.fovea.insight.reading;

/// Means over some rows.
public final class RowMeans {
  private RowMeans() {}

  /// The mean of some of these values.
  public static double of(float[] values, int[] rows) {
    double sum = 0;
    for (int row : rows) {
      sum += values[row];
    }
    return sum / rows.length;
  }

  /// The mean over heads, too, of `[heads][n]`.
  public static double of(float[][] heads, int[] rows) {
    double sum = 0;
    for (float[] head : heads) {
      sum += of(head, rows);
    }
    return sum / heads.length;
  }
}
