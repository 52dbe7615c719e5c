package dev.fovea.engine.image.resize;

import java.util.Arrays;

/// For every row or column of a resized picture, how much of which source rows or columns it takes.
///
/// @param first index of the first source, per result
/// @param fixed weights of that source and the following ones, times two to the precision; they add
///   up to about that, and products with 8-bit samples stay within 32 bits
/// @param precision number of fractional bits
record ResizeWeights(int[] first, int[][] fixed, int precision) {

  /// The weights of one axis, in the order of operations of Pillow and ATen, so that not even the
  /// last bit of a weight differs.
  static ResizeWeights of(int in, int out, Resampling resampling, ResizeBackend backend) {
    if (resampling == Resampling.NEAREST) {
      int[][] one = new int[out][];
      Arrays.fill(one, new int[] {2}); // with one fractional bit
      return new ResizeWeights(backend.nearest(in, out), one, 1);
    }
    double scale = (double) in / out;
    double stretch = Math.max(scale, 1);
    double shrink = 1 / stretch;
    double support = resampling.radius() * stretch;
    int[] first = new int[out];
    double[][] weights = new double[out][];
    double[] largest = new double[out];
    for (int i = 0; i < out; i++) {
      double centre = scale * (i + 0.5);
      int low = Math.max((int) (centre - support + 0.5), 0);
      int high = Math.min((int) (centre + support + 0.5), in);
      double[] row = new double[high - low];
      double sum = 0;
      for (int j = 0; j < row.length; j++) {
        row[j] = resampling.at((j + low - centre + 0.5) * shrink);
        sum += row[j];
      }
      for (int j = 0; j < row.length; j++) {
        row[j] /= sum;
        largest[i] = Math.max(largest[i], row[j]);
      }
      first[i] = low;
      weights[i] = row;
    }
    int precision = backend.precision(resampling, largest);
    int[][] fixed = new int[out][];
    for (int i = 0; i < out; i++) {
      fixed[i] = new int[weights[i].length];
      for (int j = 0; j < fixed[i].length; j++) {
        double scaled = weights[i][j] * (1 << precision);
        fixed[i][j] = (int) (scaled + (scaled < 0 ? -0.5 : 0.5));
      }
    }
    return new ResizeWeights(first, fixed, precision);
  }

  /// These weights of a canvas, for a picture on it with one row or column of the canvas left
  /// before and behind it: those take the weights of all that lie beyond the picture.
  ///
  /// @param from where the picture begins on the canvas
  /// @param length of the picture
  ResizeWeights folded(int from, int length) {
    int[] starts = new int[first.length];
    int[][] sums = new int[first.length][];
    for (int i = 0; i < first.length; i++) {
      int shift = first[i] - from + 1;
      int last = shift + fixed[i].length - 1;
      starts[i] = Math.clamp(shift, 0, length + 1);
      sums[i] = new int[Math.clamp(last, 0, length + 1) - starts[i] + 1];
      for (int j = 0; j < fixed[i].length; j++) {
        sums[i][Math.clamp(shift + j, 0, length + 1) - starts[i]] += fixed[i][j];
      }
    }
    return new ResizeWeights(starts, sums, precision);
  }

  /// One half, from where sums start so that [#round] rounds to nearest.
  int half() {
    return 1 << (precision - 1);
  }

  /// The sample that a sum stands for.
  byte round(int sum) {
    return (byte) Math.clamp(sum >> precision, 0, 255);
  }
}
