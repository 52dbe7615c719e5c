package dev.fovea.engine.generate;

/// Which position ids the rows have that a prompt goes on with after some were dropped.
public enum PositionRule {
  /// Those they had; the next one generated follows the last.
  KEEP,
  /// New ones without gaps, as if the dropped rows had never been there.
  RENUMBER
}
