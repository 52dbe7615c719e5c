package dev.fovea.insight.page.chart;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A value for every item in every layer and in their mean, for the shading that a slider moves.
///
/// Written into a page as numbers of half precision, low byte first, which is three digits down to
/// 6e-8; the mean comes first.
public final class LayerValues {
  private final List<double[]> rows;

  /// @param layers for each layer a value for each item, not negative
  public LayerValues(List<double[]> layers) {
    int items = layers.isEmpty() ? 0 : layers.getFirst().length;
    double[] mean = new double[items];
    for (double[] layer : layers) {
      for (int item = 0; item < items; item++) {
        mean[item] += layer[item] / layers.size();
      }
    }
    rows = Stream.concat(Stream.of(mean), layers.stream()).toList();
  }

  /// The mean over layers.
  public double[] mean() {
    return rows.getFirst().clone();
  }

  /// How strongly each item is shaded at first, 0 to 1.
  public double[] levels(Shading shading) {
    double[] mean = rows.getFirst();
    return switch (shading) {
      case LAYER -> parts(mean, highest(mean));
      case ALL ->
          parts(mean, rows.stream().skip(1).mapToDouble(LayerValues::highest).max().orElse(0));
      case RANK -> ranks(mean);
    };
  }

  private static double[] parts(double[] values, double highest) {
    return Arrays.stream(values).map(value -> highest > 0 ? value / highest : 0).toArray();
  }

  private static double[] ranks(double[] values) {
    double[] levels = new double[values.length];
    List<Integer> order = order(values);
    for (int place = 0; place < levels.length; place++) {
      levels[order.get(place)] = 1 - (double) place / Math.max(1, levels.length - 1);
    }
    return levels;
  }

  /// Items, the highest value first; equal ones in their order.
  public static List<Integer> order(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer item) -> -values[item]))
        .toList();
  }

  private static double highest(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }

  /// As an attribute of the element whose descendants with `data-item` are the items.
  public String attribute() {
    ByteBuffer numbers =
        ByteBuffer.allocate(Short.BYTES * rows.getFirst().length * rows.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double[] row : rows) {
      for (double value : row) {
        numbers.putShort(Float.floatToFloat16((float) value));
      }
    }
    return String.format(
        Locale.ROOT, " data-values=\"%s\"", Base64.getEncoder().encodeToString(numbers.array()));
  }
}
