package dev.fovea.insight.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The area under the ROC curve, from ranks (Mann and Whitney 1947).
public final class RankSum {
  private RankSum() {}

  private record Item(double score, boolean positive) {}

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
    List<Item> sorted =
        Stream.concat(
                positives.stream().map(score -> new Item(score, true)),
                negatives.stream().map(score -> new Item(score, false)))
            .sorted(Comparator.comparingDouble(Item::score))
            .toList();
    double ranks = 0;
    for (int first = 0; first < sorted.size(); ) {
      int end = first;
      long tied = 0;
      while (end < sorted.size() && sorted.get(end).score() == sorted.get(first).score()) {
        tied += sorted.get(end++).positive() ? 1 : 0;
      }
      ranks += tied * (first + 1 + end) / 2.0; // ranks first + 1 to end, each their middle
      first = end;
    }
    double lowest = positives.size() * (positives.size() + 1) / 2.0;
    return (ranks - lowest) / ((double) positives.size() * negatives.size());
  }
}
