package dev.fovea.insight.statistics;

import dev.fovea.insight.statistics.Estimate.Interval;
import java.util.Locale;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/// How often something happened.
///
/// @param successes how often it did, at most `trials`
/// @param trials how often it could, 1 or more
public record Proportion(int successes, int trials) {
  /// Share of the intervals that miss.
  private static final double ERROR_RATE = 0.05;

  public Proportion {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected 0 to n of n trials, found %d of %d", successes, trials));
    }
  }

  public double share() {
    return (double) successes / trials;
  }

  /// The score interval of 95 % (Wilson 1927), which stays inside 0..1 and holds for few trials
  /// too.
  public Interval interval() {
    org.apache.commons.statistics.interval.Interval found =
        BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(trials, successes, ERROR_RATE);
    return new Interval(found.getLowerBound(), found.getUpperBound());
  }

  /// An interval of 95 % for this share minus another of independent trials, made from the two
  /// score intervals (Newcombe 1998, method 10).
  public Interval minus(Proportion other) {
    Interval own = interval();
    Interval others = other.interval();
    double difference = share() - other.share();
    return new Interval(
        difference - Math.hypot(share() - own.low(), others.high() - other.share()),
        difference + Math.hypot(own.high() - share(), other.share() - others.low()));
  }
}
