package dev.fovea.insight.statistics;

import java.util.Optional;

/// A mean over samples, and how sure it is.
///
/// @param samples how many there were, 1 or more
/// @param interval empty where a single sample tells nothing of how much they differ
public record Estimate(double mean, int samples, Optional<Interval> interval) {

  /// From `low` to `high`.
  public record Interval(double low, double high) {}
}
