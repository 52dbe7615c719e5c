package dev.fovea.insight.page.chart;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// An axis from one round number to another; zero is always on it.
///
/// @param from a multiple of the step, not above zero
/// @param to a multiple of the step, above `from`
/// @param step between two ticks: 1, 2 or 5 times a power of ten
record Axis(double from, double to, double step) {
  private static final int MOST_STEPS = 5;
  private static final double[] ROUND = {1, 2, 5, 10};

  /// The axis for some values; those that are not finite are left out.
  static Axis of(DoubleStream values) {
    double[] shown = values.filter(Double::isFinite).toArray();
    double least = Math.min(0, DoubleStream.of(shown).min().orElse(0));
    double most = Math.max(0, DoubleStream.of(shown).max().orElse(0));
    if (most - least < Double.MIN_NORMAL) {
      return new Axis(0, 1, 0.5);
    }
    double power = Math.pow(10, Math.floor(Math.log10((most - least) / MOST_STEPS)));
    double step = 10 * power;
    for (double round : ROUND) {
      if (round * power * MOST_STEPS >= (most - least) * (1 - 1e-9)) {
        step = round * power;
        break;
      }
    }
    return new Axis(
        step * Math.floor(least / step + 1e-9), step * Math.ceil(most / step - 1e-9), step);
  }

  /// Where a value lies: 0 at the beginning, 1 at the end.
  double share(double value) {
    return (value - from) / (to - from);
  }

  /// The values beside which numbers stand.
  List<Double> ticks() {
    return LongStream.rangeClosed(Math.round(from / step), Math.round(to / step))
        .mapToObj(tick -> tick * step)
        .toList();
  }
}
