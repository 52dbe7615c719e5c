package dev.fovea.insight.statistics;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;

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

  /// Whether the interval leaves out zero; of ten samples or more that all differ, and all in the
  /// same direction, it needs none.
  public boolean isClear() {
    return difference
        .interval()
        .map(interval -> interval.low() > 0 || interval.high() < 0)
        .orElseGet(() -> difference.samples() >= Bootstrap.FEWEST && difference.mean() != 0);
  }

  private static int count(List<Double> differences, double value) {
    return Math.toIntExact(differences.stream().filter(each -> each == value).count());
  }

  /// Twice the tail of a fair coin, which is symmetric. (The library's two-sided test compares the
  /// probabilities of both tails as they are rounded, and gives 0.625 for two of three.)
  static double probability(int gained, int lost) {
    double tail =
        BinomialDistribution.of(gained + lost, 0.5).cumulativeProbability(Math.min(gained, lost));
    return Math.min(1, 2 * tail);
  }
}
