package dev.fovea.builtin.data;

/// What a user message asks for at its end.
public sealed interface Request permits Question, OtherQuestion, Caption {
  /// The last sentence of the user message.
  String text();

  /// The whole assistant message.
  String answer();
}
