package dev.fovea.insight.statistics;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// How much more often something happens in one setting than in another, on the same samples.
///
/// @param difference of the two shares, with the interval of the paired bootstrap
/// @param gained samples where it happens in the first setting alone
/// @param lost samples where it happens in the second setting alone
/// @param probability of a split of gained and lost at least as uneven, if both were equally likely
///   (exact McNemar test, two-sided)
public record PairedDifference(Estimate difference, int gained, int lost, double probability) {

  /// Compares two settings.
  ///
  /// @param first whether it happened, sample by sample, at least one
  /// @param second the same of the other setting
  public static PairedDifference of(
      List<Boolean> first, List<Boolean> second, Bootstrap bootstrap) {
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected as many samples in both settings, found %d and %d",
              first.size(),
              second.size()));
    }
    List<Double> differences =
        IntStream.range(0, first.size())
            .mapToObj(i -> (first.get(i) ? 1.0 : 0.0) - (second.get(i) ? 1.0 : 0.0))
            .toList();
    int gained = count(differences, 1);
    int lost = count(differences, -1);
    return new PairedDifference(
        bootstrap.mean(differences), gained, lost, probability(gained, lost));
  }

  /// Whether the interval leaves out zero.
  public boolean isClear() {
    return difference
        .interval()
        .filter(interval -> interval.low() > 0 || interval.high() < 0)
        .isPresent();
  }

  private static int count(List<Double> differences, double value) {
    return Math.toIntExact(differences.stream().filter(each -> each == value).count());
  }

  /// Twice the binomial tail, in logarithms because 2^-n is no number for large n.
  static double probability(int gained, int lost) {
    int trials = gained + lost;
    double logTerm = -trials * Math.log(2);
    double tail = 0;
    for (int i = 0; i <= Math.min(gained, lost); i++) {
      tail += Math.exp(logTerm);
      logTerm += Math.log(trials - i) - Math.log(i + 1);
    }
    return Math.min(1, 2 * tail);
  }
}
