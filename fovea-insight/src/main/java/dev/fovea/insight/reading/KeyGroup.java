package dev.fovea.insight.reading;

import dev.fovea.engine.prompt.TokenRole;

/// What attention is given to.
public enum KeyGroup {
  /// Tokens of pictures.
  VISUAL,
  /// Earlier turns and documents.
  CONTEXT,
  /// The last user turn's own text.
  QUESTION,
  /// Words of the chat template and special tokens.
  TEMPLATE,
  /// The system message.
  SYSTEM;

  /// The group of a token.
  public static KeyGroup of(TokenRole role) {
    return switch (role) {
      case VISUAL -> VISUAL;
      case CONTEXT -> CONTEXT;
      case QUESTION -> QUESTION;
      case TEMPLATE, SPECIAL -> TEMPLATE;
      case SYSTEM -> SYSTEM;
    };
  }
}
