package dev.fovea.jinja.option;

import java.time.Clock;
import java.time.ZoneId;

/// What a rendering depends on besides its variables.
///
/// @param clock the time and zone of `strftime_now`
/// @param limits where a rendering is cut off
public record RenderOptions(Clock clock, Limits limits) {

  /// The system's clock in the system's zone, and [Limits#defaults()].
  public static RenderOptions defaults() {
    return new RenderOptions(Clock.system(ZoneId.systemDefault()), Limits.defaults());
  }

  /// These options with another clock.
  public RenderOptions withClock(Clock newClock) {
    return new RenderOptions(newClock, limits);
  }

  /// These options with other limits.
  public RenderOptions withLimits(Limits newLimits) {
    return new RenderOptions(clock, newLimits);
  }
}
