package dev.fovea.insight.statistics;

import java.util.Locale;
import java.util.Optional;

/// A mean over samples, and how sure it is.
///
/// @param samples how many there were, 1 or more
/// @param interval empty where the samples tell nothing of how much others might differ: fewer than
///   [Bootstrap#FEWEST], or all equal
public record Estimate(double mean, int samples, Optional<Interval> interval) {

  /// From `low` to `high`.
  public record Interval(double low, double high) {}

  /// Why there is no interval, to be said in its place.
  public String withoutInterval() {
    return samples < Bootstrap.FEWEST
        ? String.format(Locale.ROOT, "no interval of fewer than %d samples", Bootstrap.FEWEST)
        : String.format(Locale.ROOT, "no interval, as all %d samples are equal", samples);
  }
}
