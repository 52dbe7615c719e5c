package dev.fovea.scenes.scene;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// Random choices.
public final class Draw {
  private Draw() {}

  public static <T> T one(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /// One of the values that a table has for a key.
  public static <K, T> T one(SplittableRandom random, Map<K, List<T>> table, K key) {
    return one(random, Objects.requireNonNull(table.get(key)));
  }

  /// One of the values but not `value`, which is among them.
  public static <T> T other(SplittableRandom random, List<T> values, T value) {
    int index = random.nextInt(values.size() - 1);
    return values.get(index < values.indexOf(value) ? index : index + 1);
  }

  /// Shuffles a list in place and returns it.
  public static <T> List<T> shuffled(SplittableRandom random, List<T> values) {
    for (int i = values.size() - 1; i > 0; i--) {
      Collections.swap(values, i, random.nextInt(i + 1));
    }
    return values;
  }

  /// Shuffles an array in place and returns it.
  public static <T> T[] shuffled(SplittableRandom random, T[] values) {
    shuffled(random, Arrays.asList(values)); // a view of the array
    return values;
  }
}
