package dev.fovea.insight.report;

import dev.fovea.insight.page.chart.Unit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// One number for each layer, told in words.
///
/// @param values from layer 0 on, NaN where there is none
public record ByLayer(List<Double> values) {
  /// Differences below this share of the largest value are not worth telling.
  private static final double ALIKE = 1e-3;

  public ByLayer {
    values = List.copyOf(values);
  }

  /// Layers that have a value.
  private List<Integer> layers() {
    return IntStream.range(0, values.size())
        .boxed()
        .filter(layer -> Double.isFinite(values.get(layer)))
        .toList();
  }

  public boolean isEmpty() {
    return layers().isEmpty();
  }

  /// Mean over the layers that have a value; NaN if none has.
  public double mean() {
    return mean(0, values.size());
  }

  private double mean(int from, int to) {
    return layers().stream()
        .filter(layer -> layer >= from && layer < to)
        .mapToDouble(values::get)
        .average()
        .orElse(Double.NaN);
  }

  /// Where the largest value is; the first of equals.
  int peak() {
    return layers().stream().max(order().thenComparing(Comparator.reverseOrder())).orElse(-1);
  }

  private int valley() {
    return layers().stream().min(order().thenComparing(Comparator.naturalOrder())).orElse(-1);
  }

  private Comparator<Integer> order() {
    return Comparator.comparingDouble(values::get);
  }

  private boolean isFlat() {
    double most = values.get(peak());
    double least = values.get(valley());
    return most - least <= ALIKE * Math.max(Math.abs(most), Math.abs(least));
  }

  /// `50.0 % on average, most in layer 2 (60.0 %), least in layer 0 (40.0 %)`.
  public String range(Unit unit) {
    List<Integer> layers = layers();
    if (layers.isEmpty()) {
      return "nothing";
    }
    if (layers.size() == 1) {
      return String.format(Locale.ROOT, "%s in layer %d", unit.text(mean()), layers.getFirst());
    }
    if (isFlat()) {
      return String.format(Locale.ROOT, "%s in every layer", unit.text(mean()));
    }
    return String.format(
        Locale.ROOT,
        "%s on average, most in layer %d (%s), least in layer %d (%s)",
        unit.text(mean()),
        peak(),
        unit.text(values.get(peak())),
        valley(),
        unit.text(values.get(valley())));
  }

  /// A sentence on the shallower against the deeper half of the layers; empty where that makes no
  /// sense.
  ///
  /// @param subject what there is more or less of, such as `They get`
  public String depth(String subject, Unit unit) {
    int half = values.size() / 2;
    double shallow = mean(0, half);
    double deep = mean(half, values.size());
    if (!Double.isFinite(shallow) || !Double.isFinite(deep)) {
      return "";
    }
    String compared =
        Math.abs(deep - shallow) <= ALIKE * Math.max(Math.abs(deep), Math.abs(shallow))
            ? "as much in the deeper half"
            : String.format(
                Locale.ROOT,
                "%s in the deeper half, %s",
                deep > shallow ? "more" : "less",
                unit.text(deep));
    return String.format(
        Locale.ROOT,
        " %s %s in the shallower half of the layers (0 to %d), and %s.",
        subject,
        unit.text(shallow),
        half - 1,
        compared);
  }
}
