package dev.fovea.train.recipe;

import dev.fovea.scenes.language.QuestionKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// Right answers to questions about held-out scenes.
///
/// @param kinds by kind of question, those that were asked
public record Accuracy(Map<QuestionKind, Tally> kinds) {
  public Accuracy {
    kinds = Collections.unmodifiableMap(new EnumMap<>(kinds));
  }

  /// Answers of one kind.
  public record Tally(int right, int asked) {

    /// Share of right answers.
    public double rate() {
      return asked == 0 ? Double.NaN : (double) right / asked;
    }

    Tally plus(Tally other) {
      return new Tally(right + other.right, asked + other.asked);
    }
  }

  /// All answers.
  public Tally all() {
    return kinds.values().stream().reduce(new Tally(0, 0), Tally::plus);
  }
}
