package dev.fovea.pruning;

/// The smallest piece that is dropped or kept as a whole.
public enum PruningUnit {
  TOKEN,
  /// Characters up to the next white space; a whole run of a script that writes none.
  WORD,
  SENTENCE,
  /// One message of the conversation.
  TURN
}
