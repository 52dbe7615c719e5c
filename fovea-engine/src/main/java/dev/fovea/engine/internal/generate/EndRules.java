package dev.fovea.engine.internal.generate;

import dev.fovea.engine.answer.TokenRules.EndGrowth;
import dev.fovea.engine.error.FoveaException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How an answer comes to its end, and logits that are no numbers.
final class EndRules {
  private EndRules() {}

  /// The last token before the limit is one of these, the first of them if nothing else tells.
  ///
  /// @param maxTokens tokens of the answer at most
  static LogitsProcessor forced(int maxTokens, List<Integer> ids) {
    return (history, logits) -> {
      if (history.generated() == maxTokens - 1) {
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        ids.forEach(id -> logits[requireRow(id, logits)] = 0);
      }
    };
  }

  private static int requireRow(int id, float[] logits) {
    if (id >= logits.length) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "forced end token: expected an id below %d (the vocabulary), found %d",
              logits.length,
              id));
    }
    return id;
  }

  /// End tokens become likelier past a length.
  static LogitsProcessor growing(EndGrowth growth, List<Integer> ends) {
    return (history, logits) -> {
      int past = history.generated() - growth.start();
      if (past > 0) {
        float factor = (float) (Math.pow(growth.factor(), past) - 1);
        // A forbidden end token becomes NaN here, which counts as the largest: so in the reference.
        ends.stream()
            .distinct()
            .filter(id -> 0 <= id && id < logits.length)
            .forEach(id -> logits[id] += Math.abs(logits[id]) * factor);
      }
    };
  }

  /// NaN becomes 0, infinite logits the largest numbers.
  static void replaceInvalid(TokenHistory history, float[] logits) {
    for (int i = 0; i < logits.length; i++) {
      if (Float.isNaN(logits[i])) {
        logits[i] = 0;
      } else {
        logits[i] = Math.clamp(logits[i], -Float.MAX_VALUE, Float.MAX_VALUE);
      }
    }
  }
}
