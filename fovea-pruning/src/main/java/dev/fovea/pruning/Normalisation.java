package dev.fovea.pruning;

/// Whether received attention is corrected for how many queries could give any.
public enum Normalisation {
  /// The plain sum: early tokens are seen by more queries and score higher.
  NONE,
  /// The sum divided by the number of queries that may see the token.
  COUNT
}
