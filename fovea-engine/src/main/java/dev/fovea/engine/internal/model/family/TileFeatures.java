package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.internal.image.processor.TokenGrid;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The features of a picture that was cut into tiles, put together again: those of the whole
/// picture first, then those of the tiles in rows over all of the picture, each row with the
/// newline behind it.
final class TileFeatures {
  private TileFeatures() {}

  /// Embeddings `[visual tokens, hidden]` of one picture.
  ///
  /// @param features `[1 + tiles, side * side, hidden]`, the whole picture first
  /// @param side patches along one side of a tile
  /// @param tokens which of them are left
  /// @param newline `[hidden]`
  static Tensor join(Tensor features, Grid tiles, int side, TokenGrid tokens, Tensor newline) {
    try (Scope scope = new Scope()) {
      long hidden = features.size(2);
      Tensor rows =
          features
              .narrow(0, 1, tiles.cells())
              .view(tiles.rows(), tiles.columns(), side, side, hidden)
              .transpose(1, 2)
              .reshape((long) tiles.rows() * side, (long) tiles.columns() * side, hidden)
              .narrow(0, tokens.top(), tokens.height())
              .narrow(1, tokens.left(), tokens.width());
      if (tokens.isShrunk()) {
        rows = shrink(rows, tokens);
      }
      Tensor ends = newline.expand(tokens.rows(), 1, hidden);
      Tensor lines = Tensors.concatenate(1, rows, ends).flatten(0, 1);
      return scope.moveOut(Tensors.concatenate(0, features.select(0, 0), lines));
    }
  }

  /// Bilinear between the four nearest, also where a token stands for more.
  private static Tensor shrink(Tensor rows, TokenGrid tokens) {
    try (Scope scope = new Scope()) {
      Tensor channels = rows.permute(2, 0, 1).unsqueeze(0);
      long[] size = {tokens.rows(), tokens.columns()};
      Tensor shrunk = torch.upsample_bilinear2d(channels, size, false);
      return scope.moveOut(shrunk.squeeze(0).permute(1, 2, 0));
    }
  }
}
