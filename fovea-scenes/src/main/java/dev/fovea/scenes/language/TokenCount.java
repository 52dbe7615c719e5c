package dev.fovea.scenes.language;

/// Counts tokens without a tokenizer.
public final class TokenCount {
  private TokenCount() {}

  /// The number of words and punctuation marks, which is the number of tokens where every word is
  /// one token.
  public static int approximate(String text) {
    int count = 0;
    boolean word = false;
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      boolean letter = Character.isLetterOrDigit(character);
      if (letter ? !word : character != ' ') {
        count++;
      }
      word = letter;
    }
    return count;
  }
}
