package dev.fovea.engine.internal.generate;

import java.util.BitSet;

/// Penalises tokens that stand before the next one.
final class Repetition {
  private Repetition() {}

  /// Tokens of prompt and answer.
  static LogitsProcessor anywhere(float penalty) {
    return (history, logits) -> penalise(history, history.size(), penalty, logits);
  }

  /// Tokens of the prompt.
  static LogitsProcessor inPrompt(float penalty) {
    return (history, logits) -> penalise(history, history.promptSize(), penalty, logits);
  }

  private static void penalise(TokenHistory history, int size, float penalty, float[] logits) {
    BitSet seen = new BitSet();
    for (int i = 0; i < size; i++) {
      seen.set(history.id(i));
    }
    seen.stream()
        .takeWhile(id -> id < logits.length) // embeddings may have more rows than logits
        .forEach(id -> logits[id] = logits[id] < 0 ? logits[id] * penalty : logits[id] / penalty);
  }
}
