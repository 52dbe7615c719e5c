package dev.fovea.engine.internal.model.rope;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Position ids of the rows of a sequence: one number a row, or three where a family places the
/// tokens of a picture in time, height and width (M-RoPE, arXiv 2409.12191).
///
/// Text counts up by one on all axes. A picture begins where the text before it has come to,
/// spreads its grid over height and width, and the text after it goes on past the farthest of them.
public final class Positions {
  private static final int TEXT = -1;
  private static final int AXES = 3;

  private final long[][] axes;
  private final int[] pictures;
  private final List<Grid> grids;

  private Positions(long[][] axes, int[] pictures, List<Grid> grids) {
    this.axes = axes;
    this.pictures = pictures;
    this.grids = List.copyOf(grids);
  }

  /// 0 to n - 1, on one axis.
  public static Positions sequence(int n) {
    return consecutive(0, n);
  }

  /// One row on one axis, such as a token that is being generated.
  public static Positions single(long position) {
    return consecutive(position, 1);
  }

  private static Positions consecutive(long first, int n) {
    int[] pictures = new int[n];
    Arrays.fill(pictures, TEXT);
    return new Positions(
        new long[][] {LongStream.range(first, first + n).toArray()}, pictures, List.of());
  }

  /// Positions on three axes, as `get_rope_index` of transformers' Qwen models gives them.
  ///
  /// @param grids of the pictures in order, in visual tokens: row by row they take the visual rows
  ///   of the layout
  public static Positions onGrids(PromptLayout layout, List<Grid> grids) {
    int n = layout.size();
    int[] pictures = new int[n];
    long[][] axes = new long[AXES][n];
    long next = 0;
    int picture = 0;
    int cell = 0;
    for (int row = 0; row < n; row++) {
      if (layout.tokens().get(row).role() != TokenRole.VISUAL) {
        pictures[row] = TEXT;
        place(axes, row, next, next, next);
        next++;
        continue;
      }
      Grid grid = grids.get(picture);
      pictures[row] = picture;
      place(axes, row, next, next + cell / grid.columns(), next + cell % grid.columns());
      cell++;
      if (cell == grid.cells()) {
        next += grid.longerSide();
        picture++;
        cell = 0;
      }
    }
    return new Positions(axes, pictures, grids);
  }

  private static void place(long[][] axes, int row, long time, long height, long width) {
    axes[0][row] = time;
    axes[1][row] = height;
    axes[2][row] = width;
  }

  /// Number of rows.
  public int size() {
    return pictures.length;
  }

  /// Number of axes: 1, or 3 for time, height and width.
  public int axes() {
    return axes.length;
  }

  /// Position ids on one axis; on any axis where there is only one.
  public long[] axis(int axis) {
    return axes[axes.length == 1 ? 0 : axis].clone();
  }

  /// Where the row after the last one stands, on all axes.
  public long next() {
    return Arrays.stream(axes).flatMapToLong(Arrays::stream).max().orElse(-1) + 1;
  }

  /// The ids of some rows, as they are.
  public Positions select(int[] rows) {
    long[][] selected = new long[axes.length][];
    for (int axis = 0; axis < axes.length; axis++) {
      long[] all = axes[axis];
      selected[axis] = IntStream.of(rows).mapToLong(row -> all[row]).toArray();
    }
    return new Positions(selected, IntStream.of(rows).map(row -> pictures[row]).toArray(), grids);
  }

  /// New ids for these rows without the gaps that selecting left: as if text that is not there had
  /// never been. The grid of a picture of which something is left stays whole.
  public Positions renumbered() {
    long[][] moved = new long[axes.length][size()];
    long next = 0;
    for (int row = 0; row < size(); row++) {
      int picture = pictures[row];
      // The first axis is that of time, on which a picture does not move: it tells where it began.
      long shift = next - axes[0][row];
      for (int axis = 0; axis < axes.length; axis++) {
        moved[axis][row] = axes[axis][row] + shift;
      }
      if (picture == TEXT) {
        next++;
      } else if (row + 1 == size() || pictures[row + 1] != picture) {
        next += grids.get(picture).longerSide();
      }
    }
    return new Positions(moved, pictures, grids);
  }
}
