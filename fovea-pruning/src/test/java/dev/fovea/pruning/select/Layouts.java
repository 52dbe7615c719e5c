package dev.fovea.pruning.select;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Builds prompt layouts from pieces of text, one token a piece.
final class Layouts {

  private final StringBuilder text = new StringBuilder();
  private final List<Token> tokens = new ArrayList<>();

  /// A layout of one-character tokens with the given roles, all of message 0.
  static PromptLayout of(TokenRole... roles) {
    Layouts layouts = new Layouts();
    Arrays.stream(roles).forEach(role -> layouts.add(role, 0, "x"));
    return layouts.build();
  }

  /// A layout of `count` context tokens, all of message 0.
  static PromptLayout context(int count) {
    TokenRole[] roles = new TokenRole[count];
    Arrays.fill(roles, TokenRole.CONTEXT);
    return of(roles);
  }

  Layouts add(TokenRole role, int message, String... pieces) {
    for (String piece : pieces) {
      tokens.add(
          new Token(tokens.size(), role, text.length(), text.length() + piece.length(), message));
      text.append(piece);
    }
    return this;
  }

  /// Several tokens that share the span of one piece, as the byte tokens of a character do.
  Layouts addBytes(TokenRole role, int message, String piece, int count) {
    for (int i = 0; i < count; i++) {
      tokens.add(
          new Token(tokens.size(), role, text.length(), text.length() + piece.length(), message));
    }
    text.append(piece);
    return this;
  }

  /// A token that begins some characters before the end of the text.
  Layouts overlapping(TokenRole role, int message, String piece, int shared) {
    int start = text.length() - shared;
    text.append(piece);
    tokens.add(new Token(tokens.size(), role, start, text.length(), message));
    return this;
  }

  PromptLayout build() {
    return new PromptLayout(text.toString(), tokens);
  }
}
