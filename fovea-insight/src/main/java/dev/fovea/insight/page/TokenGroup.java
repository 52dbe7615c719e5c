package dev.fovea.insight.page;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Positions that are shown as one piece of text because they share characters: the byte tokens of
/// one character, the visual tokens of one picture.
///
/// @param role of all of them
/// @param first position
/// @param last position
/// @param gap characters before it that no token stands for
/// @param characters what it stands for; empty where no character does
public record TokenGroup(TokenRole role, int first, int last, String gap, String characters) {

  /// All positions of a prompt, in order, each in one group; gaps and characters put together are
  /// the prompt's text up to the last token.
  public static List<TokenGroup> of(PromptLayout layout) {
    List<TokenGroup> groups = new ArrayList<>();
    int shown = 0;
    int first = 0;
    while (first < layout.size()) {
      Token token = layout.tokens().get(first);
      int last = first;
      int end = token.end();
      while (last + 1 < layout.size() && shares(token, end, layout.tokens().get(last + 1))) {
        last++;
        end = Math.max(end, layout.tokens().get(last).end());
      }
      int from = Math.max(shown, token.start());
      int to = Math.max(from, end);
      groups.add(
          new TokenGroup(
              token.role(),
              first,
              last,
              layout.text().substring(shown, from),
              layout.text().substring(from, to)));
      shown = to;
      first = last + 1;
    }
    return groups;
  }

  /// Number of positions.
  public int size() {
    return last - first + 1;
  }

  /// `position 3` or `positions 3 to 5`.
  public String positions() {
    return first == last
        ? "position " + first
        : String.format(Locale.ROOT, "positions %d to %d", first, last);
  }

  /// The characters, so that a line break can be seen.
  public String name() {
    return characters.isEmpty() ? "no characters" : "“" + characters.replace("\n", "↵") + "”";
  }

  private static boolean shares(Token group, int end, Token next) {
    return next.role() == group.role() && next.start() < end && next.end() > group.start();
  }
}
