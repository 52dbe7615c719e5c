package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.image.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A grid of visual tokens cut into square windows from its upper left corner; those at the right
/// and at the bottom are what is left over.
///
/// @param order the tokens window by window, row by row inside each
/// @param sizes how many tokens each window has
public record VisionWindows(int[] order, List<Integer> sizes) {

  public static VisionWindows of(Grid tokens, int side) {
    IntStream.Builder order = IntStream.builder();
    List<Integer> sizes = new ArrayList<>();
    for (int top = 0; top < tokens.rows(); top += side) {
      for (int left = 0; left < tokens.columns(); left += side) {
        int bottom = Math.min(top + side, tokens.rows());
        int right = Math.min(left + side, tokens.columns());
        for (int row = top; row < bottom; row++) {
          for (int column = left; column < right; column++) {
            order.add(row * tokens.columns() + column);
          }
        }
        sizes.add((bottom - top) * (right - left));
      }
    }
    return new VisionWindows(order.build().toArray(), sizes);
  }

  /// The patches window by window, of which each token has so many side by side.
  public int[] patches(int each) {
    return IntStream.of(order)
        .flatMap(token -> IntStream.range(token * each, (token + 1) * each))
        .toArray();
  }

  /// Where each token of the grid stands in [#order].
  public int[] places() {
    int[] places = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      places[order[i]] = i;
    }
    return places;
  }
}
