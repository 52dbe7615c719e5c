package dev.fovea.pruning.execute;

import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Arithmetic of the oracles, in float64 and plain loops.
final class PlainMath {
  private PlainMath() {}

  /// The tensors of a folder of float32, by name; those of the decoder without whatever the family
  /// writes before them.
  static Map<String, double[]> weights(Path folder) {
    Map<String, double[]> weights = new HashMap<>();
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("model.safetensors"))) {
      file.tensors().forEach((name, entry) -> weights.put(plainName(name), doubles(entry)));
    }
    return weights;
  }

  private static String plainName(String name) {
    return name.replaceFirst("^(model\\.)?(language_model\\.)?(model\\.)?", "");
  }

  private static double[] doubles(TensorEntry entry) {
    double[] values = new double[Math.toIntExact(entry.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = entry.data().getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
    }
    return values;
  }

  static double[] times(double[] matrix, double[] x) {
    double[] product = new double[matrix.length / x.length];
    for (int row = 0; row < product.length; row++) {
      for (int i = 0; i < x.length; i++) {
        product[row] += matrix[row * x.length + i] * x[i];
      }
    }
    return product;
  }

  static double[] plus(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }
}
