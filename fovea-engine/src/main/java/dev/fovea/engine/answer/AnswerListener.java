package dev.fovea.engine.answer;

/// Hears an answer while it is being generated.
@FunctionalInterface
public interface AnswerListener {

  /// A listener that only waits for the end.
  AnswerListener SILENT = text -> true;

  /// Called with every piece of text as soon as it is certain; pieces are whole characters, and
  /// together they are the answer.
  ///
  /// @return false to cancel
  boolean onText(String piece);
}
