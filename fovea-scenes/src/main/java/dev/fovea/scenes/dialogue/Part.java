package dev.fovea.scenes.dialogue;

/// What a dialogue is put together from, in the order of its text.
public sealed interface Part permits Sentence, Request {
  /// As it stands in a user message, from its capital to its full stop or question mark.
  String text();
}
