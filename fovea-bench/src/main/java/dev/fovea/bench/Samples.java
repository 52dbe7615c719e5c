package dev.fovea.bench;

import dev.fovea.engine.internal.attention.Attention;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;

/// Times of the same work, in milliseconds.
final class Samples {
  private final Device device;
  private final List<Double> millis = new ArrayList<>();

  /// @param device where the work is done; each time ends when it has
  Samples(Device device) {
    this.device = device;
  }

  void time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    Attention.synchronize(device);
    add((System.nanoTime() - start) / 1e6);
  }

  void add(double sample) {
    millis.add(sample);
  }

  double best() {
    return millis.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /// The middle one; of an even number the mean of the two in the middle.
  double median() {
    List<Double> sorted = millis.stream().sorted().toList();
    int upper = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(upper)
        : (sorted.get(upper - 1) + sorted.get(upper)) / 2;
  }
}
