package dev.fovea.engine.internal.generate;

import java.util.Arrays;

/// The tokens before the next one: those of the prompt that the model still sees, and the answer so
/// far.
final class TokenHistory {
  private final int promptSize;
  private int[] ids;
  private int size;

  TokenHistory(int[] prompt) {
    promptSize = prompt.length;
    ids = prompt.clone();
    size = promptSize;
  }

  void add(int id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size + 16);
    }
    ids[size++] = id;
  }

  int id(int index) {
    return ids[index];
  }

  /// Number of tokens.
  int size() {
    return size;
  }

  /// Number of tokens of the prompt.
  int promptSize() {
    return promptSize;
  }

  /// Number of tokens of the answer.
  int generated() {
    return size - promptSize;
  }

  /// Whether the last tokens are these.
  ///
  /// @param sequence of which the first ones count
  /// @param length how many of them
  boolean endsWith(int[] sequence, int length) {
    return length <= size && Arrays.equals(ids, size - length, size, sequence, 0, length);
  }
}
