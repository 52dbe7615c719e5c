package dev.fovea.engine.text;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.text.PromptLayout.Token;
import dev.fovea.engine.text.RenderedPrompt.Span;
import java.util.ArrayList;
import java.util.List;

/// Cuts a rendered prompt into tokens that know what they are there for, and makes room for the
/// images.
public final class PromptTokenizer {
  private static final int NO_MESSAGE = -1;

  private final Tokenizer tokenizer;
  private final SpecialTokens specialTokens;

  public PromptTokenizer(Tokenizer tokenizer, SpecialTokens specialTokens) {
    this.tokenizer = tokenizer;
    this.specialTokens = specialTokens;
  }

  /// Tokenizes as transformers' `apply_chat_template(tokenize=True)` does: the tokenizer adds its
  /// special tokens unless the template has written the beginning of the sequence itself.
  ///
  /// A token has the role of a span if it lies wholly inside it; one that reaches over the border,
  /// as a word with the template's space before it, is the template's.
  public PromptLayout layout(RenderedPrompt prompt) {
    String text = prompt.text();
    boolean begun = specialTokens.bos().filter(text::startsWith).isPresent();
    Encoding encoding = tokenizer.encode(text, !begun);
    List<Token> tokens = new ArrayList<>(encoding.size());
    List<Span> spans = prompt.spans();
    int next = 0;
    for (int i = 0; i < encoding.size(); i++) {
      int id = encoding.ids()[i];
      int start = encoding.starts()[i];
      int end = encoding.ends()[i];
      while (next < spans.size() && spans.get(next).end() <= start) {
        next++;
      }
      TokenRole role = TokenRole.TEMPLATE;
      int message = NO_MESSAGE;
      if (next < spans.size() && start < end) {
        Span span = spans.get(next);
        if (span.start() <= start && end <= span.end()) {
          role = span.role();
          message = span.message();
        }
      }
      tokens.add(
          new Token(id, tokenizer.isSpecial(id) ? TokenRole.SPECIAL : role, start, end, message));
    }
    return new PromptLayout(text, tokens);
  }

  /// Replaces the placeholder of each image by the tokens that the image takes.
  ///
  /// @param placeholder id of the token that the template writes for an image
  /// @param visual id of the tokens that receive a visual feature; often the same
  /// @param replacements for every image, in order, the ids that stand in for its placeholder: the
  ///   visual ones and whatever the family writes around and between them
  /// @throws FoveaException if there are not as many placeholders as images
  public PromptLayout expand(
      PromptLayout layout, int placeholder, int visual, List<int[]> replacements) {
    requireOnePlaceholderAnImage(layout, placeholder, replacements.size());
    List<Token> tokens = new ArrayList<>(layout.size());
    int image = 0;
    for (Token token : layout.tokens()) {
      if (token.id() == placeholder) {
        for (int id : replacements.get(image++)) {
          tokens.add(
              new Token(id, imageRole(id, visual), token.start(), token.end(), token.message()));
        }
      } else {
        tokens.add(token);
      }
    }
    return new PromptLayout(layout.text(), tokens);
  }

  private TokenRole imageRole(int id, int visual) {
    if (id == visual) {
      return TokenRole.VISUAL;
    }
    return tokenizer.isSpecial(id) ? TokenRole.SPECIAL : TokenRole.TEMPLATE;
  }

  private void requireOnePlaceholderAnImage(PromptLayout layout, int placeholder, int images) {
    List<Token> found =
        layout.tokens().stream().filter(token -> token.id() == placeholder).toList();
    if (found.size() != images) {
      String typed =
          found.stream()
              .filter(token -> token.message() != NO_MESSAGE)
              .findFirst()
              .map(token -> "; the text of message " + token.message() + " contains one itself")
              .orElse("");
      throw new FoveaException(
          "expected %d image placeholders \"%s\" in the prompt for %d images, found %d%s"
              .formatted(
                  images,
                  tokenizer.token(placeholder).orElse(String.valueOf(placeholder)),
                  images,
                  found.size(),
                  typed));
    }
  }
}
