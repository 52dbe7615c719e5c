package dev.fovea.pruning;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import java.util.Locale;
import java.util.stream.IntStream;

/// Whose attention counts: the set Q of query positions that a token's score sums over.
public sealed interface Queries {

  /// Every position.
  record All() implements Queries {}

  /// The question's own tokens.
  record Question() implements Queries {}

  /// The last `count` positions; with 1, the query that predicts the answer's first token.
  record Last(int count) implements Queries {
    public Last {
      if (count < 1) {
        throw new FoveaException(
            String.format(Locale.ROOT, "queries=last-%d: expected last-1 or more", count));
      }
    }
  }

  /// The positions of Q, ascending.
  default int[] positions(PromptLayout layout) {
    int n = layout.size();
    return switch (this) {
      case All() -> IntStream.range(0, n).toArray();
      case Last(int count) -> IntStream.range(Math.max(0, n - count), n).toArray();
      case Question() -> {
        int[] question = layout.positions(TokenRole.QUESTION);
        if (question.length == 0) {
          throw new FoveaException(
              "queries=question: the last user turn has no text of its own; use queries=last");
        }
        yield question;
      }
    };
  }

  /// Reads `all`, `question`, `last` or `last-8`.
  static Queries parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "all" -> new All();
      case "question" -> new Question();
      case "last" -> new Last(1);
      case String last when last.matches("last-\\d{1,9}") ->
          new Last(Integer.parseInt(last.substring("last-".length())));
      default -> throw Names.wrongValue("queries", text, "all, question, last, last-K");
    };
  }

  /// What [#parse] reads.
  default String text() {
    return switch (this) {
      case All() -> "all";
      case Question() -> "question";
      case Last(int count) -> count == 1 ? "last" : "last-" + count;
    };
  }
}
