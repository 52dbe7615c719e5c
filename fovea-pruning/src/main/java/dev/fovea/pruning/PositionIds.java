package dev.fovea.pruning;

/// Which position ids the survivors carry.
public enum PositionIds {
  /// 0..n'-1, as if the pruned prompt had been given at first.
  RENUMBER,
  /// Those of the unpruned prompt, with gaps.
  KEEP
}
