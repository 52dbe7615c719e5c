package dev.fovea.pruning.select;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import java.text.BreakIterator;
import java.util.BitSet;
import java.util.Locale;

/// What a reader takes for one character: a code point with the marks that belong to it, a family
/// of emoji, an Indic syllable (the extended grapheme clusters of Unicode's annex 29). A vocabulary
/// of bytes or code points spreads one over several tokens. If only some of these went, the rest
/// would be no text, or a mark would move to the character before it and make another word of it.
final class Characters {

  private Characters() {}

  /// First UTF-16 indices of the characters, and index 0.
  static BitSet starts(String text) {
    BitSet starts = new BitSet(text.length());
    starts.set(0);
    if (text.chars().allMatch(c -> c < 0x300)) {
      starts.set(0, text.length()); // no marks below
      return starts;
    }
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text);
    for (int start = characters.first(); start != BreakIterator.DONE; start = characters.next()) {
      starts.set(start);
    }
    // The annex joins the two of a line end, which nobody sees as one.
    for (int i = text.indexOf("\r\n"); i >= 0; i = text.indexOf("\r\n", i + 1)) {
      starts.set(i + 1);
    }
    return starts;
  }

  /// Takes from the candidates the text tokens that share a code point with a token that stays:
  /// template words that begin or end in the middle of it.
  static void withoutSplit(PromptLayout layout, BitSet candidates) {
    for (int i = 1; i < layout.size(); i++) {
      if (!candidates.get(i - 1) && candidates.get(i) && share(layout, i - 1, i)) {
        candidates.clear(i);
      }
    }
    for (int i = layout.size() - 1; i > 0; i--) {
      if (candidates.get(i - 1) && !candidates.get(i) && share(layout, i - 1, i)) {
        candidates.clear(i - 1);
      }
    }
  }

  private static boolean share(PromptLayout layout, int first, int second) {
    Token one = layout.tokens().get(first);
    Token other = layout.tokens().get(second);
    return one.role() != TokenRole.VISUAL
        && other.role() != TokenRole.VISUAL
        && other.start() < one.end()
        && one.start() < other.end();
  }
}
