package dev.fovea.engine.internal.model.nn;

import dev.fovea.engine.internal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/// Fewer and wider visual tokens: the patches of a square block are laid side by side, its upper
/// row first (pixel unshuffle, arXiv 1609.05158, which these models call pixel shuffle).
public final class PixelShuffle {
  private PixelShuffle() {}

  /// `[tiles, patches, hidden]` to `[tiles, patches / (fold * fold), fold * fold * hidden]`.
  ///
  /// @param patches of square tiles, row by row
  /// @param fold patches along each side of a block; divides those along a side of the tile
  public static Tensor fold(Tensor patches, long fold) {
    long tiles = patches.size(0);
    long hidden = patches.size(2);
    long side = Math.round(Math.sqrt(patches.size(1))) / fold;
    try (Scope scope = new Scope()) {
      return scope.moveOut(
          patches
              .reshape(tiles, side, fold, side, fold, hidden)
              .permute(0, 1, 3, 2, 4, 5)
              .reshape(tiles, side * side, fold * fold * hidden));
    }
  }
}
