package dev.fovea.engine.text;

/// A tokenized text.
///
/// @param ids the token ids in order
/// @param starts for each token its first character in the text (UTF-16 index)
/// @param ends for each token one past its last character. Several byte tokens of one character
///   share its span; a token that the tokenizer added, such as the beginning of the sequence, has
///   an empty one
@SuppressWarnings("ArrayRecordComponent") // hundreds of thousands of numbers; nobody compares two
public record Encoding(int[] ids, int[] starts, int[] ends) {

  /// Number of tokens.
  public int size() {
    return ids.length;
  }
}
