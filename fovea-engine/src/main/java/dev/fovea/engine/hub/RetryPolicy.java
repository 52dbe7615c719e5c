package dev.fovea.engine.hub;

import java.time.Duration;

/// How often and after which waits a failure that may pass is tried again. Waits double from the
/// first to the longest; what a server asks for comes before both.
///
/// @param retries failures in a row, without a byte between them, that are forgiven
public record RetryPolicy(int retries, Duration first, Duration longest) {
  /// Five retries within half a minute.
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(8));

  /// The wait after that many failures in a row, 1 or more.
  Duration delay(int failures) {
    Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, 20));
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
