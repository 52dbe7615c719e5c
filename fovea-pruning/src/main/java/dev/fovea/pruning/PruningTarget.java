package dev.fovea.pruning;

/// Which kind of token may be dropped.
public enum PruningTarget {
  /// Context text; every visual token stays.
  TEXT,
  /// Visual tokens: the negative control, and what FastV does.
  VISUAL,
  ANY
}
