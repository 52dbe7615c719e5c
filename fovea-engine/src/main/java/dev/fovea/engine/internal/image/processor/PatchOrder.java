package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.image.Grid;
import java.util.stream.IntStream;

/// The order in which the Qwen models take the patches of a picture: those that become one visual
/// token stand together, token by token in rows, and row by row inside a token.
///
/// @param rows of the patches, from the top
/// @param columns of the patches, from the left
public record PatchOrder(int[] rows, int[] columns) {

  /// The order of a picture.
  ///
  /// @param tokens visual tokens in rows and columns
  /// @param merge patches along each side of a token
  public static PatchOrder of(Grid tokens, int merge) {
    int patches = Math.multiplyExact(tokens.cells(), merge * merge);
    int[] rows = new int[patches];
    int[] columns = new int[patches];
    for (int patch = 0; patch < patches; patch++) {
      int token = patch / (merge * merge);
      int inside = patch % (merge * merge);
      rows[patch] = token / tokens.columns() * merge + inside / merge;
      columns[patch] = token % tokens.columns() * merge + inside % merge;
    }
    return new PatchOrder(rows, columns);
  }

  /// The same patches in another order.
  public PatchOrder select(int[] patches) {
    return new PatchOrder(
        IntStream.of(patches).map(patch -> rows[patch]).toArray(),
        IntStream.of(patches).map(patch -> columns[patch]).toArray());
  }

  /// Number of patches.
  public int size() {
    return rows.length;
  }
}
