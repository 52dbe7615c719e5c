package dev.fovea.engine.internal.text;

import dev.fovea.engine.text.Tokenizer;
import java.util.Arrays;

/// Turns generated ids into text as they come. What it hands out, put together, is exactly the
/// decoded whole without special tokens; what a later token could still change is held back: the
/// bytes of an unfinished character, and a run of byte tokens, which SentencePiece decoders judge
/// as a whole. For one generation, used by one thread.
public final class StreamingDecoder {
  private static final char REPLACEMENT = '\uFFFD';

  private final Tokenizer tokenizer;

  /// The last settled token and all that came after it. The settled one tells the decoder that it
  /// does not stand at the beginning, where some decoders drop a space.
  private int[] window = new int[16];

  private int size;

  /// How many characters of the window's text have been handed out.
  private int shown;

  public StreamingDecoder(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /// Takes the next id.
  ///
  /// @return the text that has become certain, often empty
  public String push(int id) {
    String token = tokenizer.token(id).orElse("");
    if (token.isEmpty() || tokenizer.isSpecial(id)) {
      return "";
    }
    if (size == window.length) {
      window = Arrays.copyOf(window, 2 * size);
    }
    window[size++] = id;
    if (isByte(token)) {
      return "";
    }
    String text = text();
    boolean unfinished = !text.isEmpty() && text.charAt(text.length() - 1) == REPLACEMENT;
    String certain = text.substring(shown, unfinished ? text.length() - 1 : text.length());
    if (unfinished) {
      shown += certain.length();
    } else {
      window[0] = id;
      size = 1;
      shown = text().length();
    }
    return certain;
  }

  /// The rest, when no more tokens come.
  public String finish() {
    String rest = text().substring(shown);
    shown += rest.length();
    return rest;
  }

  private String text() {
    return tokenizer.decode(Arrays.copyOf(window, size), true);
  }

  /// A token such as `<0xE6>`.
  private static boolean isByte(String token) {
    return token.length() == 6 && token.startsWith("<0x") && token.endsWith(">");
  }
}
