package dev.fovea.insight.validity;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Finds the tokens of each sentence of a context.
public final class SentenceTokens {
  private SentenceTokens() {}

  /// Positions of the tokens of each sentence, in the order of the sentences. A token belongs to
  /// the sentence that holds its last character; the blank after a sentence is the sentence's.
  ///
  /// @param layout of the context's prompt
  /// @throws FoveaException if the chat template has changed the text, or a sentence has no token
  ///   of its own
  public static List<List<Integer>> of(WorthContext context, PromptLayout layout) {
    int start = layout.text().indexOf(context.text());
    if (start < 0) {
      throw new FoveaException(
          "the chat template changes the text of the context: expected it to contain the sentences as they are");
    }
    List<List<Integer>> tokens = new ArrayList<>();
    int position = 0;
    for (WorthContext.Sentence sentence : context.sentences()) {
      int end = start + sentence.text().length() + 1;
      List<Integer> own = new ArrayList<>();
      for (; position < layout.size() && endOf(layout, position) <= end; position++) {
        if (isContext(layout, position) && endOf(layout, position) > start) {
          own.add(position);
        }
      }
      if (own.isEmpty()) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "sentence '%s': expected at least one token of its own, found none",
                sentence.text()));
      }
      tokens.add(List.copyOf(own));
      start = end;
    }
    return List.copyOf(tokens);
  }

  private static int endOf(PromptLayout layout, int position) {
    return layout.tokens().get(position).end();
  }

  private static boolean isContext(PromptLayout layout, int position) {
    Token token = layout.tokens().get(position);
    return token.role() == TokenRole.CONTEXT && token.end() > token.start();
  }
}
