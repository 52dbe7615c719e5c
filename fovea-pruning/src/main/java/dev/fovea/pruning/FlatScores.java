package dev.fovea.pruning;

/// What to do where the prunable tokens all have the same score: where none of them lies in the
/// windows of the queries that count, or a text repeats one token.
public enum FlatScores {
  /// Nothing is dropped: there is no order among them.
  KEEP,
  /// The later ones are dropped first, as of any equal scores.
  DROP
}
