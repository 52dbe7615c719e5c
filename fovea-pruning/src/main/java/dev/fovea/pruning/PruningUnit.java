package dev.fovea.pruning;

/// The smallest piece that is dropped or kept as a whole.
public enum PruningUnit {
  /// One token, or all of a character that takes several: no character is cut.
  TOKEN,
  /// Characters up to the next white space; in Chinese, Japanese, Thai, Lao, Khmer and Burmese,
  /// which write none, the words of a dictionary.
  WORD,
  /// Up to the mark that ends a sentence, with the quotes that close there, or to a blank line; in
  /// Thai and Lao, which have no such mark, up to white space.
  SENTENCE,
  /// One message of the conversation.
  TURN
}
