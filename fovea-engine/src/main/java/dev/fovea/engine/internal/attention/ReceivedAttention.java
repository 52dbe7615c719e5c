package dev.fovea.engine.internal.attention;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.tensor.Libtorch;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The attention that every key receives, exactly, in memory linear in the length.
///
/// The column sum `s_j = sum_{i >= j} exp(scale * q_i.k_j - lse_i)` is itself the exponential of a
/// log-sum-exp: that of the transposed problem, in which key `j` asks the queries at and after it.
/// Flipped along the sequence that problem is causal again, so an unmodified flash kernel solves
/// it; `-lse_i` enters as extra feature dimensions, `[q_i, hi, mid, lo]` against `[k_j, 1, 1, 1]`,
/// split into parts of the working type so that bfloat16 keeps it exact (`docs/algorithms.md`).
/// Where attention itself runs in blocks of matrix products, the sums are taken from those.
public final class ReceivedAttention {
  /// Extra feature dimensions, padded to a multiple that vector kernels like.
  private static final int EXTRA = 8;

  /// Temporaries of one group of heads stay below this.
  private static final long GROUP_BYTES = 32L << 20;

  private ReceivedAttention() {}

  /// Column sums over all queries.
  ///
  /// @param q `[1, heads, n, d]`, rotated
  /// @param k `[1, key heads, n, d]`, rotated
  /// @param lse `[1, heads, n]`, float32
  /// @return `[heads, n]`, float32
  public static Tensor fromAll(Tensor q, Tensor k, Tensor lse, double scale, Mask mask) {
    return Attention.inBlocks(q, k, mask)
        ? BlockedAttention.columnSums(
            q, k, lse, scale, mask, IntStream.range(0, Math.toIntExact(q.size(2))).toArray())
        : throughKernel(q, k, lse, scale, mask);
  }

  /// Column sums by the transposed problem.
  ///
  /// @param mask of the transposed problem, flipped: causal masks and windows are their own, runs
  ///   are mirrored
  static Tensor throughKernel(Tensor q, Tensor k, Tensor lse, double scale, Mask mask) {
    try (Scope scope = new Scope()) {
      long heads = q.size(1);
      long perKeyHead = heads / k.size(1);
      long group = headsAtOnce(heads, perKeyHead, q.size(2), q.size(3), Tensors.dtype(q));
      Tensor[] parts = new Tensor[Math.toIntExact((heads + group - 1) / group)];
      for (int part = 0; part < parts.length; part++) {
        long first = part * group;
        long count = Math.min(group, heads - first);
        parts[part] =
            transposed(
                q.narrow(1, first, count),
                k.narrow(1, first / perKeyHead, Math.max(1, count / perKeyHead)),
                lse.narrow(1, first, count),
                scale,
                mask);
      }
      return scope.moveOut(Tensors.concatenate(0, parts));
    }
  }

  private static long headsAtOnce(
      long heads, long perKeyHead, long length, long dimension, ScalarType type) {
    long group = Math.clamp(GROUP_BYTES / headBytes(length, dimension, type), 1, heads);
    return group >= perKeyHead ? group / perKeyHead * perKeyHead : divisorAtMost(perKeyHead, group);
  }

  /// Bytes of the tensors of one head while the kernel runs on a processor: keys that ask, queries
  /// that are asked, the output, and what the kernel copies: all of these in float32, and the keys
  /// once more as values; or keys and values packed into tiles.
  private static long headBytes(long length, long dimension, ScalarType type) {
    long elements = length * (dimension + EXTRA);
    long size = type == ScalarType.Float ? Float.BYTES : Short.BYTES;
    long copies =
        Attention.widens(type) ? 4 * Float.BYTES : type == ScalarType.Float ? 0 : 2 * size;
    return elements * (3 * size + copies) + length * Float.BYTES;
  }

  /// Bytes of the tensors that [#fromAll] holds at its peak on a processor under a causal mask, the
  /// sums included. The kernel's own blocks, less than 1 MB a thread, are not counted.
  ///
  /// @param type of queries and keys
  public static long temporaryBytes(
      long heads, long keyHeads, long length, long dimension, ScalarType type) {
    long perKeyHead = heads / keyHeads;
    long sums = heads * length * Float.BYTES;
    if (type == ScalarType.BFloat16 && !Libtorch.hasAdvancedMatrixExtensions()) {
      return sums + BlockedAttention.temporaryBytes(keyHeads, perKeyHead, length, type);
    }
    long group = headsAtOnce(heads, perKeyHead, length, dimension, type);
    return sums + group * headBytes(length, dimension, type);
  }

  private static long divisorAtMost(long number, long most) {
    long divisor = most;
    while (number % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  private static Tensor transposed(Tensor q, Tensor k, Tensor lse, double scale, Mask mask) {
    try (Scope scope = new Scope()) {
      long keyHeads = k.size(1);
      long group = q.size(1) / keyHeads;
      long length = q.size(2);
      long width = q.size(3) + EXTRA;
      // One batch entry per key head: a stride of zero lets the heads of a group share its keys.
      Tensor asking =
          withOnes(k).view(keyHeads, 1, length, width).expand(keyHeads, group, length, width);
      Tensor asked = withBias(q, lse, scale).view(keyHeads, group, length, width);
      Attention.Result result = Attention.attend(asking, asked, asked, scale, mask);
      return scope.moveOut(result.logSumExp().reshape(q.size(1), length).flip(-1).exp());
    }
  }

  /// `[k_j, 1, 1, 1, 0...]`, flipped along the sequence.
  private static Tensor withOnes(Tensor k) {
    try (Scope scope = new Scope()) {
      Tensor padded = padded(k);
      padded.narrow(3, k.size(3), 3).fill_(Tensors.scalar(1));
      return scope.moveOut(padded);
    }
  }

  /// `[q_i, hi, mid, lo, 0...]`, flipped along the sequence, with `hi + mid + lo = -lse_i / scale`.
  private static Tensor withBias(Tensor q, Tensor lse, double scale) {
    try (Scope scope = new Scope()) {
      Tensor padded = padded(q);
      Tensor rest = lse.flip(-1).to(ScalarType.Double).mul(Tensors.scalar(-1 / scale));
      for (int part = 0; part < 3; part++) {
        Tensor rounded = rest.to(Tensors.dtype(q));
        padded.select(3, q.size(3) + part).copy_(rounded);
        rest = rest.sub(rounded.to(ScalarType.Double));
      }
      return scope.moveOut(padded);
    }
  }

  private static Tensor padded(Tensor features) {
    try (Scope scope = new Scope()) {
      long dimension = features.size(3);
      Tensor padded =
          Tensors.empty(
              Tensors.dtype(features),
              features.device(),
              1,
              features.size(1),
              features.size(2),
              dimension + EXTRA);
      padded.narrow(3, 0, dimension).copy_(features.flip(2));
      padded.narrow(3, dimension, EXTRA).fill_(Tensors.scalar(0));
      return scope.moveOut(padded);
    }
  }

  /// Column sums over some queries, by blocks of matrix products: the keys are read as they lie,
  /// and what is held at once are the queries of these rows and one block of logits.
  ///
  /// @param rows query indices, ascending
  /// @return `[heads, n]`, float32
  public static Tensor fromRows(
      Tensor q, Tensor k, Tensor lse, double scale, Mask mask, int[] rows) {
    try (Scope scope = new Scope()) {
      Tensor index = Tensors.indices(rows, q.device());
      return scope.moveOut(
          BlockedAttention.columnSums(
              q.index_select(2, index), k, lse.index_select(2, index), scale, mask, rows));
    }
  }

  /// Attention weights of a few queries on all keys: `[heads, rows, n]`, float32; zero where a key
  /// is not seen.
  public static Tensor weights(
      Tensor q, Tensor k, Tensor lse, double scale, Mask mask, int[] rows) {
    try (Scope scope = new Scope()) {
      Tensor index = Tensors.indices(rows, q.device());
      Tensor logits = logits(q, k, scale, rows);
      Tensor shifted = logits.sub(lse.squeeze(0).index_select(1, index).unsqueeze(2));
      int keys = Math.toIntExact(k.size(2));
      return scope.moveOut(shifted.add(MaskBias.of(mask, rows, keys, 0, keys, q.device())).exp());
    }
  }

  /// Scaled products of a few queries with all keys, unmasked: `[heads, rows, n]`, float32.
  public static Tensor logits(Tensor q, Tensor k, double scale, int[] rows) {
    try (Scope scope = new Scope()) {
      // One key head at a time: a float32 copy of all keys would be as large as the scores' own
      // budget.
      Tensor some =
          q.squeeze(0)
              .index_select(1, Tensors.indices(rows, q.device()))
              .to(ScalarType.Float)
              .reshape(k.size(1), q.size(1) / k.size(1) * rows.length, q.size(3));
      Tensor[] products = new Tensor[Math.toIntExact(k.size(1))];
      for (int head = 0; head < products.length; head++) {
        try (Scope one = new Scope()) {
          Tensor keys = k.select(1, head).squeeze(0).to(ScalarType.Float);
          products[head] = one.moveOut(some.select(0, head).mm(keys.transpose(0, 1)));
        }
      }
      Tensor logits = torch.stack(new TensorVector(products), 0);
      return scope.moveOut(
          logits.reshape(q.size(1), rows.length, k.size(2)).mul(Tensors.scalar(scale)));
    }
  }

  /// How many of the queries see each key.
  public static int[] visibleQueries(int[] rows, int keys, Mask mask) {
    int[] changes = new int[keys + 1];
    for (int row : rows) {
      changes[mask.firstSeen(row)]++;
      changes[mask.lastSeen(row, keys) + 1]--;
    }
    int[] counts = new int[keys];
    int running = 0;
    for (int j = 0; j < keys; j++) {
      running += changes[j];
      counts[j] = running;
    }
    return counts;
  }
}
