package dev.fovea.insight.reading;

import dev.fovea.engine.Engine;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import java.util.Comparator;
import java.util.List;

/// The token with which a given answer begins.
public final class AnswerToken {
  private AnswerToken() {}

  /// The first token of an answer; of its two spellings, with a blank before it and without, the
  /// one that the model finds likelier after the whole prompt.
  ///
  /// @param answer some text
  public static int first(Engine engine, PreparedPrompt prompt, String answer) {
    List<Integer> candidates =
        ReferenceAnswer.spellings(engine.tokenizer(), prompt.layout().text(), answer).stream()
            .map(List::getFirst)
            .toList();
    try (Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, 1)) {
      double[] likely = LogProbabilities.of(sequence.logits());
      return candidates.stream()
          .max(Comparator.comparingDouble(token -> likely[token]))
          .orElseThrow();
    }
  }
}
