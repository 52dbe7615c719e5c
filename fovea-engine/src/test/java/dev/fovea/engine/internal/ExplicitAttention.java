package dev.fovea.engine.internal;

import dev.fovea.engine.internal.Attention.Mask;

/// The oracle of every fast path: attention weights by an explicit softmax in float64.
final class ExplicitAttention {
  private ExplicitAttention() {}

  /// `[heads][n][n]` from `[heads][n][d]` queries and `[key heads][n][d]` keys.
  static double[][][] weights(float[][][] q, float[][][] k, double scale, Mask mask) {
    int length = k[0].length;
    double[][][] weights = new double[q.length][length][length];
    for (int head = 0; head < q.length; head++) {
      float[][] keys = k[head / (q.length / k.length)];
      for (int i = 0; i < length; i++) {
        double[] row = weights[head][i];
        double sum = 0;
        for (int j = 0; j < length; j++) {
          row[j] = sees(mask, i, j) ? Math.exp(scale * dot(q[head][i], keys[j])) : 0;
          sum += row[j];
        }
        for (int j = 0; j < length; j++) {
          row[j] /= sum;
        }
      }
    }
    return weights;
  }

  static double logSumExp(float[] q, float[][] keys, double scale, Mask mask, int i) {
    double sum = 0;
    for (int j = 0; j < keys.length; j++) {
      sum += sees(mask, i, j) ? Math.exp(scale * dot(q, keys[j])) : 0;
    }
    return Math.log(sum);
  }

  static boolean sees(Mask mask, int i, int j) {
    return switch (mask) {
      case Mask.Full() -> true;
      case Mask.Causal() -> j <= i;
      case Mask.Window(int size) -> j <= i && i - j < size;
    };
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
