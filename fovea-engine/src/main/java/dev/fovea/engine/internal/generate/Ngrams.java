package dev.fovea.engine.internal.generate;

/// Forbids the token that would complete a sequence of n tokens for the second time.
final class Ngrams {
  private Ngrams() {}

  /// Sequences of prompt and answer.
  static LogitsProcessor ofAll(int n) {
    return (history, logits) -> forbid(history, history.size(), n, logits);
  }

  /// Sequences of the prompt.
  static LogitsProcessor ofPrompt(int n) {
    return (history, logits) -> forbid(history, history.promptSize(), n, logits);
  }

  /// @param size tokens in which sequences are looked for, from the first one
  private static void forbid(TokenHistory history, int size, int n, float[] logits) {
    int prefix = n - 1;
    if (history.size() < prefix) {
      return;
    }
    for (int start = 0; start + n <= size; start++) {
      int next = history.id(start + prefix);
      if (next < logits.length && isPrefix(history, start, prefix)) {
        logits[next] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  /// Whether the tokens from the start on are the last ones, too.
  private static boolean isPrefix(TokenHistory history, int start, int length) {
    int last = history.size() - length;
    for (int i = 0; i < length; i++) {
      if (history.id(start + i) != history.id(last + i)) {
        return false;
      }
    }
    return true;
  }
}
