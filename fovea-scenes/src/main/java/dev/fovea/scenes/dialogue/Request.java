package dev.fovea.scenes.dialogue;

/// What a user message asks for at its end.
public sealed interface Request extends Part permits Question, OtherQuestion, Caption {
  /// The whole assistant message.
  String answer();
}
