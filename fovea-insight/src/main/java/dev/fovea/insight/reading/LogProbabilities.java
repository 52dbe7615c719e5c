package dev.fovea.insight.reading;

/// Distributions over the whole vocabulary in float64.
public final class LogProbabilities {
  private LogProbabilities() {}

  /// Natural logarithms of the softmax of some logits.
  public static double[] of(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    double logSum = largest + Math.log(sum);
    double[] result = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      result[i] = logits[i] - logSum;
    }
    return result;
  }

  /// KL(p || q) in nats: how many nats are lost where q is believed and p is true.
  ///
  /// @param p natural logarithms of probabilities
  /// @param q natural logarithms of probabilities, as many
  public static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double probability = Math.exp(p[i]);
      if (probability > 0) {
        sum += probability * (p[i] - q[i]);
      }
    }
    return Math.max(0, sum); // rounding may leave it a little below
  }
}
