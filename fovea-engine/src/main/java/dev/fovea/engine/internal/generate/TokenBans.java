package dev.fovea.engine.internal.generate;

import java.util.List;
import java.util.function.Predicate;

/// Forbids tokens.
final class TokenBans {
  private TokenBans() {}

  /// @param when what has to stand before the next token
  /// @param ids ids that the vocabulary does not have are nothing to forbid
  static LogitsProcessor where(Predicate<TokenHistory> when, List<Integer> ids) {
    return (history, logits) -> {
      if (when.test(history)) {
        ids.stream()
            .filter(id -> 0 <= id && id < logits.length)
            .forEach(id -> logits[id] = Float.NEGATIVE_INFINITY);
      }
    };
  }
}
