package dev.fovea.engine.internal.attention;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.Attention.Mask.Run;
import dev.fovea.engine.internal.tensor.Libtorch;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.global.torch.ScalarType;

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

  /// What the exponential of the processor's own bfloat16 kernel adds to a tolerance. libtorch
  /// takes that kernel on processors with AMX, where its `exp_u20` is off by up to 6.3e-5: exp(0)
  /// comes out as 1 - 5.34e-5, so that a row with a single key shows the error alone.
  static double fastExp(ScalarType type) {
    return type == ScalarType.BFloat16 && Libtorch.hasAdvancedMatrixExtensions() ? 6.5e-5 : 0;
  }

  static double logSumExp(float[] q, float[][] keys, double scale, Mask mask, int i) {
    double sum = 0;
    for (int j = 0; j < keys.length; j++) {
      sum += sees(mask, i, j) ? Math.exp(scale * dot(q, keys[j])) : 0;
    }
    return Math.log(sum);
  }

  /// `[heads * n]`
  static double[] logSumExp(AttentionInputs inputs, double scale, Mask mask) {
    int heads = inputs.queries.length;
    int length = inputs.queries[0].length;
    double[] sums = new double[heads * length];
    for (int head = 0; head < heads; head++) {
      float[][] keys = inputs.keys[head / (heads / inputs.keys.length)];
      for (int i = 0; i < length; i++) {
        sums[head * length + i] = logSumExp(inputs.queries[head][i], keys, scale, mask, i);
      }
    }
    return sums;
  }

  /// `[heads * n * d]` from `[heads][n][n]` weights and `[key heads][n][d]` values.
  static double[] output(double[][][] weights, float[][][] values) {
    int length = values[0].length;
    int dimension = values[0][0].length;
    double[] output = new double[weights.length * length * dimension];
    for (int head = 0; head < weights.length; head++) {
      float[][] mixed = values[head / (weights.length / values.length)];
      for (int i = 0; i < length; i++) {
        for (int j = 0; j < length; j++) {
          for (int c = 0; c < dimension; c++) {
            output[(head * length + i) * dimension + c] += weights[head][i][j] * mixed[j][c];
          }
        }
      }
    }
    return output;
  }

  /// `[heads * n]`: what each key receives from some rows.
  static double[] columnSums(double[][][] weights, int[] rows) {
    int length = weights[0].length;
    double[] sums = new double[weights.length * length];
    for (int head = 0; head < weights.length; head++) {
      for (int row : rows) {
        for (int j = 0; j < length; j++) {
          sums[head * length + j] += weights[head][row][j];
        }
      }
    }
    return sums;
  }

  /// `[heads * n * n]`
  static double[] flat(double[][][] weights) {
    return Arrays.stream(weights).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
  }

  static boolean sees(Mask mask, int i, int j) {
    return switch (mask) {
      case Mask.Full() -> true;
      case Mask.Causal() -> j <= i;
      case Mask.Window(int size) -> j <= i && i - j < size;
      case Mask.TwoWay(int window, List<Run> runs) ->
          (window == 0 || i - j < window)
              && (j <= i || runs.stream().anyMatch(run -> holds(run, i) && holds(run, j)));
    };
  }

  private static boolean holds(Run run, int row) {
    return run.start() <= row && row < run.end();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
