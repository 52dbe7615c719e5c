package dev.fovea.engine.internal.text;

import dev.fovea.engine.prompt.TokenRole;
import java.util.Comparator;
import java.util.List;

/// A conversation as the model reads it, and where in it the conversation's own texts stand.
///
/// @param text the rendered chat template
/// @param spans the conversation's texts in the order in which they stand in the text; what lies
///   between them is the template's
public record RenderedPrompt(String text, List<Span> spans) {

  public RenderedPrompt {
    spans = spans.stream().sorted(Comparator.comparingInt(Span::start)).toList();
  }

  /// One text of the conversation; spans do not overlap.
  ///
  /// @param start its first character (UTF-16 index)
  /// @param end one past its last character
  /// @param role what it is there for
  /// @param message index of the message it belongs to
  /// @param fixed whether it stays whatever is pruned
  public record Span(int start, int end, TokenRole role, int message, boolean fixed) {

    /// A text that may be pruned if its role may.
    public Span(int start, int end, TokenRole role, int message) {
      this(start, end, role, message, false);
    }
  }
}
