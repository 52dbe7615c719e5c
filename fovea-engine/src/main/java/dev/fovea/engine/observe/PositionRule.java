package dev.fovea.engine.observe;

import dev.fovea.engine.internal.model.rope.Positions;

/// Which position ids the rows have that a prompt goes on with after some were dropped.
public enum PositionRule {
  /// Those they had; the next one generated follows the last.
  KEEP,
  /// New ones without gaps, as if the dropped rows had never been there; the grid of a picture
  /// stays whole.
  RENUMBER;

  /// The ids that rows go on with.
  ///
  /// @param kept those they had
  public Positions apply(Positions kept) {
    return switch (this) {
      case KEEP -> kept;
      case RENUMBER -> kept.renumbered();
    };
  }
}
