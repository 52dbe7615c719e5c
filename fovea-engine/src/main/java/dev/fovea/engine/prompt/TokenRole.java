package dev.fovea.engine.prompt;

/// What a token of a prompt is there for. A token that lies across a border belongs to the
/// template.
public enum TokenRole {
  /// A special token, such as the beginning of the sequence.
  SPECIAL,
  /// Words of the chat template: role names, separators.
  TEMPLATE,
  /// The system message.
  SYSTEM,
  /// Earlier turns and context documents: the text that may be pruned.
  CONTEXT,
  /// The last user turn's own text.
  QUESTION,
  /// A position that receives a visual feature.
  VISUAL
}
