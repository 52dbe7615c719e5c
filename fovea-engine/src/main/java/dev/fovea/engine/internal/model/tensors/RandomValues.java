package dev.fovea.engine.internal.model.tensors;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Random numbers for tensors of any name and shape, the same for the same seed and name: normal
/// with the deviation that models are initialised with, and ones for the scales of norms, so that
/// hidden states stay as large as those of a trained model.
///
/// They come from a pool, for billions of normal numbers would take minutes: each tensor reads it
/// round and round from a place of its own. The length of the pool is prime, so that no two rows of
/// a matrix are equal.
public final class RandomValues {
  private static final int POOL = 1_048_583;
  private static final double DEVIATION = 0.02;

  private final float[] pool = new float[POOL];

  public RandomValues(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < POOL; i++) {
      pool[i] = (float) (DEVIATION * random.nextGaussian());
    }
  }

  /// A part of a tensor's elements that lies in the pool as it is.
  ///
  /// @param at the first of the elements
  /// @param from its place in the pool
  /// @param count how many elements
  public record Piece(long at, int from, int count) {}

  /// The whole pool, not to be changed.
  public float[] pool() {
    return pool;
  }

  /// Whether the tensor is the scale of a norm, all ones, and takes nothing from the pool.
  public static boolean isOnes(TensorShape tensor) {
    return tensor.shape().size() == 1 && tensor.name().endsWith(".weight");
  }

  /// The pieces that make up a tensor's elements in row-major order.
  public static Stream<Piece> pieces(TensorShape tensor) {
    long start = Math.floorMod(tensor.name().hashCode(), POOL);
    long end = start + tensor.elements();
    return LongStream.range(0, Math.ceilDiv(end, POOL))
        .mapToObj(round -> {
          long from = Math.max(start, round * POOL);
          long to = Math.min(end, (round + 1) * POOL);
          return new Piece(from - start, (int) (from - round * POOL), (int) (to - from));
        });
  }
}
