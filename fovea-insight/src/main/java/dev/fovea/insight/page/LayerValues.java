package dev.fovea.insight.page;

import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A value for every item in every layer and in their mean, for the shading that a slider moves.
///
/// Written into a page as whole numbers of 16 bits, low byte first, of which 65535 stands for the
/// highest value of the layer; the mean comes first.
final class LayerValues {
  private static final int FULL = 0xFFFF;

  private final List<double[]> rows;

  /// @param layers for each layer a value for each item, not negative
  LayerValues(List<double[]> layers) {
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
  double[] mean() {
    return rows.getFirst().clone();
  }

  /// How strongly each item is shaded at first, 0 to 1.
  double[] levels(Shading shading) {
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
  static List<Integer> order(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer item) -> -values[item]))
        .toList();
  }

  private static double highest(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }

  /// As attributes of the element whose descendants with `data-item` are the items.
  String attributes() {
    int items = rows.getFirst().length;
    byte[] bytes = new byte[2 * items * rows.size()];
    int at = 0;
    for (double[] row : rows) {
      double highest = highest(row);
      for (double value : row) {
        int number = highest > 0 ? (int) Math.round(FULL * value / highest) : 0;
        bytes[at++] = (byte) number;
        bytes[at++] = (byte) (number >> 8);
      }
    }
    return " data-values=\"%s\" data-highest=\"%s\""
        .formatted(
            Base64.getEncoder().encodeToString(bytes),
            rows.stream()
                .map(row -> Float.toString((float) highest(row)))
                .collect(Collectors.joining(" ")));
  }
}
