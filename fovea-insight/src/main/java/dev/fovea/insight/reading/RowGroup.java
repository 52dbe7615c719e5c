package dev.fovea.insight.reading;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import java.util.stream.IntStream;

/// Who attends: the rows over which a measure takes its mean.
public enum RowGroup {
  /// The last token, which predicts the answer.
  LAST,
  /// The last user turn's own text.
  QUESTION,
  /// Every token that is not visual.
  TEXT,
  /// Every token.
  ALL;

  /// The rows of a prompt that belong to it, ascending; a prompt may have no question.
  public int[] rows(PromptLayout layout) {
    return switch (this) {
      case LAST -> new int[] {layout.size() - 1};
      case QUESTION -> layout.positions(TokenRole.QUESTION);
      case TEXT ->
          IntStream.range(0, layout.size())
              .filter(row -> layout.tokens().get(row).role() != TokenRole.VISUAL)
              .toArray();
      case ALL -> IntStream.range(0, layout.size()).toArray();
    };
  }
}
