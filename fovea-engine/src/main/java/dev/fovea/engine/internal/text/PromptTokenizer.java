package dev.fovea.engine.internal.text;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.text.RenderedPrompt.Span;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.text.Encoding;
import dev.fovea.engine.text.SpecialTokens;
import dev.fovea.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Cuts a rendered prompt into tokens that know what they are there for, with the tokens of the
/// pictures in their places.
public final class PromptTokenizer {
  private static final int NO_MESSAGE = -1;

  private final Tokenizer tokenizer;
  private final SpecialTokens specialTokens;

  public PromptTokenizer(Tokenizer tokenizer, SpecialTokens specialTokens) {
    this.tokenizer = tokenizer;
    this.specialTokens = specialTokens;
  }

  /// Tokenizes as transformers' `apply_chat_template(tokenize=True)` does: every placeholder of a
  /// picture is replaced by the text that stands for the picture, and the tokenizer adds its
  /// special tokens unless the template has written the beginning of the sequence itself.
  ///
  /// A token has the role of a span if it lies wholly inside it; one that reaches over the border,
  /// as a word with the template's space before it, is the template's.
  ///
  /// @param pictures what takes the place of the pictures
  /// @throws FoveaException if there are not as many placeholders as pictures
  public PromptLayout layout(RenderedPrompt prompt, PictureTexts pictures) {
    String text = prompt.text();
    ExpandedText expanded = ExpandedText.of(text, pictures.placeholder(), pictures.expansions());
    requireOnePlaceholderAPicture(prompt, pictures, expanded);
    boolean begun = specialTokens.bos().filter(text::startsWith).isPresent();
    Encoding encoding = tokenizer.encode(expanded.text(), !begun);
    List<Token> tokens = new ArrayList<>(encoding.size());
    List<Span> spans = prompt.spans();
    int next = 0;
    for (int i = 0; i < encoding.size(); i++) {
      int id = encoding.ids()[i];
      boolean ofPicture = expanded.touches(encoding.starts()[i], encoding.ends()[i]);
      int start = expanded.startInSource(encoding.starts()[i]);
      int end = expanded.endInSource(encoding.ends()[i]);
      while (next < spans.size() && spans.get(next).end() <= start) {
        next++;
      }
      boolean inside =
          next < spans.size()
              && start < end
              && !ofPicture
              && spans.get(next).start() <= start
              && end <= spans.get(next).end();
      int message = inside ? spans.get(next).message() : NO_MESSAGE;
      if (id == pictures.visualToken() && !ofPicture) {
        throw typed(id, message);
      }
      TokenRole role = inside ? spans.get(next).role() : TokenRole.TEMPLATE;
      tokens.add(
          new Token(
              id,
              id == pictures.visualToken() ? TokenRole.VISUAL : role(id, role),
              start,
              end,
              message,
              inside && spans.get(next).fixed()));
    }
    return new PromptLayout(text, tokens);
  }

  private TokenRole role(int id, TokenRole ofItsText) {
    return tokenizer.isSpecial(id) ? TokenRole.SPECIAL : ofItsText;
  }

  private FoveaException typed(int id, int message) {
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "the text of %s contains \"%s\", which only stands for pictures",
            message == NO_MESSAGE ? "the prompt" : "message " + message,
            tokenizer.token(id).orElse(String.valueOf(id))));
  }

  private static void requireOnePlaceholderAPicture(
      RenderedPrompt prompt, PictureTexts pictures, ExpandedText expanded) {
    int images = pictures.expansions().size();
    if (expanded.placeholders().size() == images) {
      return;
    }
    String typed =
        prompt.spans().stream()
            .filter(span ->
                expanded.placeholders().stream()
                    .anyMatch(at -> span.start() <= at && at < span.end()))
            .findFirst()
            .map(span -> "; the text of message " + span.message() + " contains one itself")
            .orElse("");
    throw new FoveaException(
        String.format(
            Locale.ROOT,
            "expected %d image placeholders \"%s\" in the prompt for %d images, found %d%s",
            images,
            pictures.placeholder(),
            images,
            expanded.placeholders().size(),
            typed));
  }
}
