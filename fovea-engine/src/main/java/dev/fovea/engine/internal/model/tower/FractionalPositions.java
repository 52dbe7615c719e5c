package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Which of the learned positions of a square grid the patches of another grid get: the position at
/// the same fraction of height and width (NaViT, arXiv 2307.06304, as Idefics3 applies it).
public final class FractionalPositions {
  private static final double LARGEST = 1 - 1e-6;

  private FractionalPositions() {}

  /// Indices into the learned positions, for the patches row by row.
  ///
  /// @param side learned positions along one side
  public static int[] of(int rows, int columns, int side) {
    int[] down = buckets(rows, side);
    int[] across = buckets(columns, side);
    int[] positions = new int[rows * columns];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = down[i / columns] * side + across[i % columns];
    }
    return positions;
  }

  /// Fractions fall on the borders of buckets, where the last bit decides: the operations are those
  /// of transformers, one by one in float32.
  private static int[] buckets(int patches, int side) {
    try (Scope scope = new Scope()) {
      double width = 1.0 / side;
      Tensor borders =
          torch.arange(Tensors.scalar(width), Tensors.scalar(1.0), Tensors.scalar(width));
      Tensor fractions =
          torch
              .arange(Tensors.scalar(0.0), Tensors.scalar((double) patches), Tensors.scalar(1.0))
              .mul(Tensors.scalar((float) 1 / patches))
              .clamp_max(Tensors.scalar(LARGEST));
      Tensor found = torch.bucketize(fractions, borders, false, true);
      LongPointer data = found.data_ptr_long();
      int[] buckets = new int[patches];
      for (int i = 0; i < patches; i++) {
        buckets[i] = Math.toIntExact(data.get(i));
      }
      return buckets;
    }
  }
}
