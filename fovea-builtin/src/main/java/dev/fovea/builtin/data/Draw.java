package dev.fovea.builtin.data;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// Random choices.
final class Draw {
  private Draw() {}

  static <T> T one(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /// One of the values that a table has for a key.
  static <K, T> T one(SplittableRandom random, Map<K, List<T>> table, K key) {
    return one(random, Objects.requireNonNull(table.get(key)));
  }

  /// One of the values but not `value`, which is among them.
  static <T> T other(SplittableRandom random, List<T> values, T value) {
    int index = random.nextInt(values.size() - 1);
    return values.get(index < values.indexOf(value) ? index : index + 1);
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
