package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.image.processor.PatchOrder;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Learned positions on a square grid, stretched over the patches of a picture: its corners are
/// those of the grid, and what lies between is interpolated linearly along both sides.
///
/// @param table `[positions, hidden]`, row by row
/// @param side of the square grid; further rows of the table are not used
public record InterpolatedPositions(Tensor table, int side) {

  public static InterpolatedPositions load(
      ModelWeights weights, String name, int positions, int hidden) {
    return new InterpolatedPositions(
        weights.get(name + ".weight", positions, hidden), (int) Math.sqrt(positions));
  }

  /// What is added to the patches, `[n, hidden]` in the dtype of the table.
  public Tensor of(PatchOrder patches) {
    Taps rows = Taps.of(patches.rows(), side);
    Taps columns = Taps.of(patches.columns(), side);
    try (Scope scope = new Scope()) {
      Tensor upper = across(rows.before(), columns, rows.shareBefore());
      Tensor lower = across(rows.after(), columns, rows.shareAfter());
      return scope.moveOut(upper.add(lower).to(Tensors.dtype(table)));
    }
  }

  /// One row of the grid per patch, interpolated across and weighted.
  private Tensor across(int[] rows, Taps columns, float[] shares) {
    try (Scope scope = new Scope()) {
      Tensor left = at(rows, columns.before()).mul(column(columns.shareBefore()));
      Tensor right = at(rows, columns.after()).mul(column(columns.shareAfter()));
      return scope.moveOut(left.add(right).mul(column(shares)));
    }
  }

  private Tensor at(int[] rows, int[] columns) {
    int[] places = new int[rows.length];
    Arrays.setAll(places, i -> rows[i] * side + columns[i]);
    try (Scope scope = new Scope()) {
      return scope.moveOut(table.index_select(0, Tensors.indices(places, table.device())));
    }
  }

  private Tensor column(float[] values) {
    return Tensors.of(values, table.device(), values.length, 1);
  }

  /// The two places along a side of the grid between which each patch lies, and how much it takes
  /// of either.
  private record Taps(int[] before, int[] after, float[] shareBefore, float[] shareAfter) {

    static Taps of(int[] places, int side) {
      int last = Arrays.stream(places).max().orElse(0);
      Taps taps =
          new Taps(
              new int[places.length],
              new int[places.length],
              new float[places.length],
              new float[places.length]);
      for (int i = 0; i < places.length; i++) {
        float place = (float) (places[i] * (side - 1)) / Math.max(last, 1);
        int before = (int) place;
        taps.before[i] = before;
        taps.after[i] = Math.min(before + 1, side - 1);
        taps.shareAfter[i] = place - before;
        taps.shareBefore[i] = 1 - taps.shareAfter[i];
      }
      return taps;
    }
  }
}
