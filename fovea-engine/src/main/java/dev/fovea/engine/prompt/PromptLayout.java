package dev.fovea.engine.prompt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A tokenized prompt: for every position the token, what it is there for, and where its characters
/// stand in the rendered prompt.
///
/// @param text the rendered chat template, before placeholders were expanded
/// @param tokens one entry per position of the sequence
public record PromptLayout(String text, List<Token> tokens) {

  public PromptLayout {
    tokens = List.copyOf(tokens);
  }

  /// One position.
  ///
  /// @param id the token id
  /// @param role what it is there for
  /// @param start first character in [PromptLayout#text()] (UTF-16 index); several byte tokens of
  ///   one character share its span, and an added token that no character stands for has an empty
  ///   one
  /// @param end one past the last character
  /// @param message index of the message it belongs to, or -1
  /// @param fixed whether it stays whatever is pruned: a visual token that shows nothing, such as
  ///   the end of a row, or text that the conversation protects
  public record Token(int id, TokenRole role, int start, int end, int message, boolean fixed) {

    /// A position that may be pruned if its role may.
    public Token(int id, TokenRole role, int start, int end, int message) {
      this(id, role, start, end, message, false);
    }
  }

  /// Number of positions.
  public int size() {
    return tokens.size();
  }

  /// Token ids in order.
  public int[] ids() {
    return tokens.stream().mapToInt(Token::id).toArray();
  }

  /// Positions that have one of the roles, ascending.
  public int[] positions(TokenRole... roles) {
    List<TokenRole> wanted = Arrays.asList(roles);
    return IntStream.range(0, size()).filter(i -> wanted.contains(tokens.get(i).role())).toArray();
  }

  /// The characters of one position.
  public String characters(int position) {
    Token token = tokens.get(position);
    return text.substring(token.start(), token.end());
  }

  /// Of the visual rows among some rows, which visual row of this layout each is, counted from 0.
  ///
  /// @param rows ascending
  public int[] visualOrdinals(int[] rows) {
    int[] visual = positions(TokenRole.VISUAL);
    return Arrays.stream(rows)
        .map(row -> Arrays.binarySearch(visual, row))
        .filter(ordinal -> ordinal >= 0)
        .toArray();
  }

  /// The same layout with some rows fixed.
  public PromptLayout withFixed(int[] rows) {
    List<Token> changed = new ArrayList<>(tokens);
    for (int row : rows) {
      Token token = tokens.get(row);
      changed.set(
          row,
          new Token(token.id(), token.role(), token.start(), token.end(), token.message(), true));
    }
    return new PromptLayout(text, changed);
  }

  /// The layout of the rows that stay, in the order given.
  public PromptLayout select(int[] rows) {
    return new PromptLayout(text, Arrays.stream(rows).mapToObj(tokens::get).toList());
  }
}
