package dev.fovea.bench;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/// A prompt of the usual build out of random tokens: beginning, pictures, long context, short
/// question, the template's tail. It needs no tokenizer.
final class SyntheticPrompt {
  /// Beginning, context, question and tail.
  static final int MIN_TEXT = 8;

  private static final int QUESTION = 16;
  private static final int TAIL = 4;
  private static final String WORD = "word ";

  private SyntheticPrompt() {}

  /// Makes the prompt.
  ///
  /// @param features of the pictures, `[visual tokens, hidden]`
  /// @param text all other tokens
  /// @param room tokens that are to be generated after it
  /// @throws FoveaException if the model reads fewer tokens than that
  static PreparedPrompt of(TextDecoder decoder, Tensor features, int text, int room) {
    int visual = Math.toIntExact(features.size(0));
    int most = decoder.config().maxPositions();
    if (visual + text + room > most) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%,d visual, %,d text and %,d generated tokens: the model reads at most %,d (max_position_embeddings)",
              visual,
              text,
              room,
              most));
    }
    PromptLayout layout = layout(visual, text, decoder.config().vocabulary());
    try (Scope scope = new Scope()) {
      Tensor places = Tensors.indices(layout.positions(TokenRole.VISUAL), decoder.device());
      Tensor embeddings = decoder.embed(layout.ids()).index_copy(1, places, features.unsqueeze(0));
      return new PreparedPrompt(
          layout,
          Positions.sequence(layout.size()),
          scope.release(embeddings),
          List.of(),
          new PreparedPrompt.Timings(0, 0));
    }
  }

  static PromptLayout layout(int visual, int text, int vocabulary) {
    int question = Math.min(QUESTION, (text - 1 - TAIL) / 2);
    List<TokenRole> roles = new ArrayList<>();
    add(roles, TokenRole.SPECIAL, 1);
    add(roles, TokenRole.VISUAL, visual);
    add(roles, TokenRole.CONTEXT, text - 1 - question - TAIL);
    add(roles, TokenRole.QUESTION, question);
    add(roles, TokenRole.TEMPLATE, TAIL);
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder words = new StringBuilder();
    List<Token> tokens = new ArrayList<>();
    for (TokenRole role : roles) {
      int start = words.length();
      if (role == TokenRole.CONTEXT || role == TokenRole.QUESTION) {
        words.append(WORD);
      }
      int message = role == TokenRole.SPECIAL || role == TokenRole.TEMPLATE ? -1 : 0;
      tokens.add(new Token(random.nextInt(vocabulary), role, start, words.length(), message));
    }
    return new PromptLayout(words.toString(), tokens);
  }

  private static void add(List<TokenRole> roles, TokenRole role, int count) {
    for (int i = 0; i < count; i++) {
      roles.add(role);
    }
  }
}
