package dev.fovea.insight.report;

import dev.fovea.insight.page.chart.Unit;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What pruning changed, over the layers that have a number before and after.
///
/// @param layers how many have both
/// @param raised in how many it is higher after
/// @param lowered in how many it is lower after
/// @param before mean over them
/// @param after mean over them
public record Change(int layers, int raised, int lowered, double before, double after) {
  /// Smaller differences, beside the value, are the noise of float32.
  private static final double NOISE = 1e-5;

  public static Change of(List<Double> before, List<Double> after) {
    int[] both =
        IntStream.range(0, Math.min(before.size(), after.size()))
            .filter(
                layer -> Double.isFinite(before.get(layer)) && Double.isFinite(after.get(layer)))
            .toArray();
    return new Change(
        both.length,
        (int)
            IntStream.of(both).filter(layer -> isMore(after.get(layer), before.get(layer))).count(),
        (int)
            IntStream.of(both).filter(layer -> isMore(before.get(layer), after.get(layer))).count(),
        IntStream.of(both).mapToDouble(before::get).average().orElse(Double.NaN),
        IntStream.of(both).mapToDouble(after::get).average().orElse(Double.NaN));
  }

  private static boolean isMore(double one, double other) {
    return one - other > NOISE * Math.max(Math.abs(one), Math.abs(other));
  }

  /// What it means for a quantity.
  ///
  /// @param quantity such as `the entropy of its rows`
  public String sentence(String quantity, Unit unit) {
    if (layers == 0) {
      return "No layer has a number both before and after pruning.";
    }
    if (raised == 0 && lowered == 0) {
      return String.format(
          Locale.ROOT,
          "Pruning did not change %s: %s before and after.",
          quantity,
          unit.text(after));
    }
    String direction;
    if (lowered == 0) {
      direction = String.format(Locale.ROOT, "raised %s in %s", quantity, of(raised));
    } else if (raised == 0) {
      direction = String.format(Locale.ROOT, "lowered %s in %s", quantity, of(lowered));
    } else {
      direction =
          String.format(
              Locale.ROOT,
              "raised %s in %d and lowered it in %d of %d layers",
              quantity,
              raised,
              lowered,
              layers);
    }
    return String.format(
        Locale.ROOT,
        "Pruning %s; the mean went from %s to %s.",
        direction,
        unit.text(before),
        unit.text(after));
  }

  /// The same of two runs that differ in more than pruning: tells both numbers and claims nothing.
  ///
  /// @param quantity such as `the entropy of its rows`
  public String sideBySide(String quantity, Unit unit) {
    if (layers == 0 || (raised == 0 && lowered == 0)) {
      return sentence(quantity, unit);
    }
    String where =
        lowered == 0
            ? "higher in " + of(raised)
            : raised == 0
                ? "lower in " + of(lowered)
                : String.format(
                    Locale.ROOT,
                    "higher in %d and lower in %d of %d layers",
                    raised,
                    lowered,
                    layers);
    return String.format(
        Locale.ROOT,
        "In the pruned prompt %s is %s: %s on average, %s in the whole one.",
        quantity,
        where,
        unit.text(after),
        unit.text(before));
  }

  private String of(int some) {
    if (layers == 1) {
      return "the one layer that can be compared";
    }
    return some == layers
        ? layers == 2 ? "both layers" : String.format(Locale.ROOT, "all %d layers", layers)
        : String.format(Locale.ROOT, "%d of %d layers", some, layers);
  }
}
