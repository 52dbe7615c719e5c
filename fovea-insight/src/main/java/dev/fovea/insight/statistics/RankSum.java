package dev.fovea.insight.statistics;

import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/// The area under the ROC curve, from ranks (Mann and Whitney 1947).
public final class RankSum {
  private RankSum() {}

  /// The share of pairs of a positive and a negative in which the positive scores higher; equal
  /// scores count half. 1 tells all apart, 0.5 is chance, 0 has it the wrong way round.
  ///
  /// @param positives at least one score
  /// @param negatives at least one score
  public static double area(List<Double> positives, List<Double> negatives) {
    if (positives.isEmpty() || negatives.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected scores of both kinds, found %d and %d",
              positives.size(),
              negatives.size()));
    }
    double higher =
        MannWhitneyUTest.withDefaults().statistic(numbers(positives), numbers(negatives));
    return higher / ((double) positives.size() * negatives.size());
  }

  private static double[] numbers(List<Double> scores) {
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
