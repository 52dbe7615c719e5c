package dev.fovea.pruning.score;

import dev.fovea.pruning.Smoothing;

/// Pools scores over neighbouring positions with stride 1, as `avg_pool1d` and `max_pool1d` with a
/// padding of half the width do.
final class Smoother {

  private Smoother() {}

  /// A new array of the same length.
  static double[] smooth(double[] scores, Smoothing smoothing) {
    int half = smoothing.width() / 2;
    double[] smoothed = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      double sum = 0;
      double max = Double.NEGATIVE_INFINITY;
      for (int j = Math.max(0, i - half); j <= Math.min(scores.length - 1, i + half); j++) {
        sum += scores[j];
        max = Math.max(max, scores[j]);
      }
      smoothed[i] =
          switch (smoothing.kind()) {
            case AVERAGE -> sum / smoothing.width();
            case MAX -> max;
          };
    }
    return smoothed;
  }
}
