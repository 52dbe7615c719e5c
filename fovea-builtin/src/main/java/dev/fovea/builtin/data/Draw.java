package dev.fovea.builtin.data;

import java.util.List;
import java.util.SplittableRandom;

/// Random choices.
final class Draw {
  private Draw() {}

  static <T> T one(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /// Shuffles an array in place and returns it.
  static <T> T[] shuffled(SplittableRandom random, T[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      T value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
    return values;
  }
}
