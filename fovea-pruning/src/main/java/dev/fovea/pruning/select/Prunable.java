package dev.fovea.pruning.select;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.CharacterSpan;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTarget;
import java.util.BitSet;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which tokens may go: those of the kind that the policy prunes, less those that are protected.
final class Prunable {

  private Prunable() {}

  /// Positions of the kind that may go. Special tokens, template, system message and question never
  /// may, nor may what is fixed.
  static BitSet candidates(PruningTarget what, PromptLayout layout) {
    int[] positions =
        switch (what) {
          case TEXT -> layout.positions(TokenRole.CONTEXT);
          case VISUAL -> layout.positions(TokenRole.VISUAL);
          case ANY -> layout.positions(TokenRole.CONTEXT, TokenRole.VISUAL);
        };
    BitSet candidates = new BitSet(layout.size());
    for (int position : positions) {
      candidates.set(position, !layout.tokens().get(position).fixed());
    }
    return candidates;
  }

  /// Positions that a caller protects: the first, the last, those that share a character with a
  /// span or with a match of the pattern.
  static BitSet guarded(PruningPolicy policy, PromptLayout layout) {
    int n = layout.size();
    BitSet characters = matches(policy.protect(), layout.text());
    for (CharacterSpan span : policy.protectSpans()) {
      if (span.end() > layout.text().length()) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "protect-spans: %d..%d lies beyond the prompt of %d characters",
                span.start(),
                span.end(),
                layout.text().length()));
      }
      characters.set(span.start(), span.end());
    }
    BitSet guarded = new BitSet(n);
    for (int i = 0; i < n; i++) {
      Token token = layout.tokens().get(i);
      int next = characters.nextSetBit(token.start());
      if (next >= 0 && next < token.end()) {
        guarded.set(i);
      }
    }
    guarded.set(0, Math.min(n, policy.protectFirst()));
    guarded.set(Math.max(0, n - policy.protectLast()), n);
    return guarded;
  }

  private static BitSet matches(String pattern, String text) {
    BitSet characters = new BitSet(text.length());
    if (pattern.isEmpty()) {
      return characters;
    }
    try {
      Matcher matcher = Pattern.compile(pattern).matcher(text);
      while (matcher.find()) {
        characters.set(matcher.start(), matcher.end());
      }
      return characters;
    } catch (StackOverflowError e) {
      throw new FoveaException(
          String.format(
                  Locale.ROOT,
                  "protect=%s needs too deep a search in a prompt of %d characters: use a pattern without",
                  pattern,
                  text.length())
              + " repeated alternatives, such as [ab]* for (a|b)*",
          e);
    }
  }
}
