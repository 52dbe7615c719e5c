package dev.fovea.engine.internal.attention;

import dev.fovea.engine.internal.attention.Attention.Gradients;
import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.Attention.Result;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Attention as matrix products and an explicit softmax over blocks of queries: for masks that no
/// kernel takes, and for bfloat16 on processors whose flash kernel is slow in it. Memory stays
/// linear in the length.
///
/// Processors multiply bfloat16 matrices several times faster than float32 ones, but libtorch
/// rounds the products to bfloat16, which is too coarse for logits. So they are computed in two
/// parts: `high = round(q.k)` and `low = round(q.k - high)`, a second product with the first as its
/// negative bias. Their sum in float32 is off by 2^-18 of its value.
final class BlockedAttention {
  /// Queries of a block.
  private static final int ROWS = 256;

  /// Logits of a block stay below this, so that the passes over them find them in the cache.
  private static final long BLOCK_BYTES = 4L << 20;

  private final Tensor queries;
  private final Tensor keys;
  private final double scale;
  private final Mask mask;
  private final int[] rows;
  private final int length;
  private final long matrices;
  private final long group;

  /// @param rows the row of the sequence that each query stands for, ascending
  private BlockedAttention(Tensor queries, Tensor keys, double scale, Mask mask, int[] rows) {
    this.scale = scale;
    this.mask = mask;
    this.rows = rows;
    length = rows.length;
    matrices = queries.size(0) * keys.size(1);
    group = queries.size(1) / keys.size(1);
    // One matrix per key head; the query heads that share it stand below each other.
    this.queries = queries.reshape(matrices, group, length, queries.size(3));
    this.keys = keys.reshape(matrices, keys.size(2), keys.size(3));
  }

  /// Some rows of some matrices.
  ///
  /// @param matrix first matrix
  /// @param count number of matrices
  /// @param row first query
  /// @param rows number of queries
  /// @param key first key that one of them sees
  /// @param seen number of keys up to the last that one of them sees
  /// @param bias what is added to the last columns of the logits
  private record Block(
      long matrix, long count, int row, int rows, int key, int seen, Optional<Tensor> bias) {

    /// The block's part of `[matrices, group, n, ...]`.
    Tensor ofQueries(Tensor tensor) {
      return tensor.narrow(0, matrix, count).narrow(2, row, rows);
    }

    /// The block's part of `[matrices, m, d]`.
    Tensor ofKeys(Tensor tensor) {
      return tensor.narrow(0, matrix, count).narrow(1, key, seen);
    }
  }

  /// Attends; shapes as in [Attention#attend].
  static Result attend(Tensor q, Tensor k, Tensor v, double scale, Mask mask) {
    try (Scope scope = new Scope()) {
      int keys = Math.toIntExact(k.size(2));
      int[] rows = IntStream.range(keys - Math.toIntExact(q.size(2)), keys).toArray();
      BlockedAttention attention = new BlockedAttention(q, k, scale, mask, rows);
      long dimension = v.size(3);
      Tensor values = v.reshape(attention.matrices, v.size(2), dimension);
      if (attention.length == 1) {
        Result result = attention.single(values);
        return new Result(
            scope.moveOut(result.output().view(q.size(0), q.size(1), 1, dimension)),
            scope.moveOut(result.logSumExp().view(q.size(0), q.size(1), 1)));
      }
      Tensor output =
          Tensors.empty(
              Tensors.dtype(q),
              q.device(),
              attention.matrices,
              attention.group,
              attention.length,
              dimension);
      Tensor sums =
          Tensors.empty(
              ScalarType.Float, q.device(), attention.matrices, attention.group, attention.length);
      attention.forEachBlock(block -> {
        Tensor logits = attention.logits(block);
        Tensor highest = logits.amax(new long[] {-1}, false);
        Tensor weights = logits.softmax(-1);
        // The largest weight is exp(highest - lse), and never small.
        Tensor lse = highest.sub(weights.amax(new long[] {-1}, false).log());
        Tensor mixed = weights.to(Tensors.dtype(v)).bmm(block.ofKeys(values));
        block.ofQueries(sums).copy_(lse.view(block.count(), attention.group, block.rows()));
        block
            .ofQueries(output)
            .copy_(mixed.view(block.count(), attention.group, block.rows(), dimension));
      });
      return new Result(
          scope.moveOut(output.view(q.size(0), q.size(1), attention.length, dimension)),
          scope.moveOut(sums.view(q.size(0), q.size(1), attention.length)));
    }
  }

  /// Attention that each key receives from some queries, `[heads, m]`, for a batch of one.
  ///
  /// @param q the queries of these rows, `[1, heads, rows, d]`
  /// @param lse of the rows, `[1, heads, rows]`
  /// @param rows ascending
  static Tensor columnSums(Tensor q, Tensor k, Tensor lse, double scale, Mask mask, int[] rows) {
    try (Scope scope = new Scope()) {
      BlockedAttention attention = new BlockedAttention(q, k, scale, mask, rows);
      Tensor sums =
          Tensors.empty(
              ScalarType.Float, q.device(), attention.matrices, attention.group, k.size(2));
      sums.fill_(Tensors.scalar(0));
      Tensor logSumExp = lse.view(attention.matrices, attention.group, attention.length);
      attention.forEachBlock(block -> {
        Tensor weights =
            attention
                .logits(block)
                .view(block.count(), attention.group, block.rows(), block.seen())
                .sub_(block.ofQueries(logSumExp).unsqueeze(3))
                .exp_();
        sums.narrow(0, block.matrix(), block.count())
            .narrow(2, block.key(), block.seen())
            .add_(weights.sum(new long[] {2}, false, new ScalarTypeOptional()));
      });
      return scope.moveOut(sums.view(q.size(1), k.size(2)));
    }
  }

  /// Gradients; shapes as in [Attention#gradients]. Weights are computed once more, a block at a
  /// time; sums are kept in float32.
  static Gradients gradients(
      Tensor q, Tensor k, Tensor v, double scale, Mask mask, Tensor outputGradient) {
    try (Scope scope = new Scope()) {
      int keys = Math.toIntExact(k.size(2));
      int[] rows = IntStream.range(keys - Math.toIntExact(q.size(2)), keys).toArray();
      BlockedAttention attention = new BlockedAttention(q, k, scale, mask, rows);
      Tensor upstream = outputGradient.reshape(Tensors.shape(attention.queries));
      Tensor values = v.reshape(Tensors.shape(attention.keys));
      Tensor ofQueries = zeros(attention.queries);
      Tensor ofKeys = zeros(attention.keys);
      Tensor ofValues = zeros(values);
      attention.forEachBlock(block -> {
        Tensor query = attention.flat(block, attention.queries);
        Tensor gradient = attention.flat(block, upstream);
        Tensor weights = attention.logits(block).softmax(-1);
        Tensor ofWeights = gradient.bmm(block.ofKeys(values).to(ScalarType.Float).transpose(1, 2));
        block.ofKeys(ofValues).add_(weights.transpose(1, 2).bmm(gradient));
        Tensor flow = weights.mul(ofWeights);
        // Of the softmax: A (dA - sum of A dA).
        Tensor ofLogits =
            flow.sub_(weights.mul_(flow.sum(new long[] {-1}, true, new ScalarTypeOptional())))
                .mul_(Tensors.scalar(scale));
        Tensor key = block.ofKeys(attention.keys).to(ScalarType.Float);
        block
            .ofQueries(ofQueries)
            .copy_(ofLogits.bmm(key).view(Tensors.shape(block.ofQueries(ofQueries))));
        block.ofKeys(ofKeys).add_(ofLogits.transpose(1, 2).bmm(query));
      });
      return new Gradients(
          scope.moveOut(ofQueries.view(Tensors.shape(q)).to(Tensors.dtype(q))),
          scope.moveOut(ofKeys.view(Tensors.shape(k)).to(Tensors.dtype(k))),
          scope.moveOut(ofValues.view(Tensors.shape(v)).to(Tensors.dtype(v))));
    }
  }

  /// The block's queries of all heads of a group below each other, `[matrices, group * rows, d]`,
  /// float32.
  private Tensor flat(Block block, Tensor tensor) {
    return block
        .ofQueries(tensor)
        .reshape(block.count(), group * block.rows(), tensor.size(3))
        .to(ScalarType.Float);
  }

  private static Tensor zeros(Tensor shaped) {
    try (Scope scope = new Scope()) {
      Tensor zeros = Tensors.empty(ScalarType.Float, shaped.device(), Tensors.shape(shaped));
      return scope.moveOut(zeros.fill_(Tensors.scalar(0)));
    }
  }

  /// Bytes of the tensors of a block: logits in float32, and their two parts in the working type.
  static long temporaryBytes(long keyHeads, long group, long length, ScalarType type) {
    long rows = Math.min(ROWS, length);
    long elements = together(keyHeads, group, rows, length) * group * rows * length;
    return elements * (Float.BYTES + (type == ScalarType.Float ? 0 : 2 * Short.BYTES));
  }

  private static long together(long matrices, long group, long rows, long keys) {
    return Math.clamp(BLOCK_BYTES / (group * rows * keys * Float.BYTES), 1, matrices);
  }

  private void forEachBlock(Consumer<Block> action) {
    for (int row = 0; row < length; row += ROWS) {
      int[] some = Arrays.copyOfRange(rows, row, Math.min(row + ROWS, length));
      int key = mask.firstSeen(some[0]);
      int seen = lastSeen(some[some.length - 1]) + 1 - key;
      long together = together(matrices, group, some.length, seen);
      try (Scope scope = new Scope()) {
        Optional<Tensor> bias = bias(some, key, key + seen);
        for (long matrix = 0; matrix < matrices; matrix += together) {
          try (Scope inner = new Scope()) {
            long count = Math.min(together, matrices - matrix);
            action.accept(new Block(matrix, count, row, some.length, key, seen, bias));
          }
        }
      }
    }
  }

  /// Scaled and masked products, `[matrices, group * rows, seen]`, float32.
  private Tensor logits(Block block) {
    try (Scope scope = new Scope()) {
      Tensor q =
          block.ofQueries(queries).reshape(block.count(), group * block.rows(), queries.size(3));
      Tensor logits = products(q, block.ofKeys(keys).transpose(1, 2));
      if (block.bias().isPresent()) {
        long columns = block.bias().get().size(1);
        logits
            .view(block.count(), group, block.rows(), block.seen())
            .narrow(3, block.seen() - columns, columns)
            .add_(block.bias().get());
      }
      return scope.moveOut(logits);
    }
  }

  private Tensor products(Tensor q, Tensor k) {
    try (Scope scope = new Scope()) {
      if (Tensors.dtype(q) != ScalarType.BFloat16) {
        Tensor products = q.to(ScalarType.Float).bmm(k.to(ScalarType.Float));
        return scope.moveOut(products.mul_(Tensors.scalar(scale)));
      }
      if (q.size(0) == 1) {
        // The same in two axes: of three, libtorch copies a transposed part before it multiplies.
        Tensor left = q.squeeze(0);
        Tensor right = k.squeeze(0);
        Tensor high = left.mm(right);
        Tensor low = torch.addmm(high, left, right, Tensors.scalar(-1), Tensors.scalar(1));
        return scope.moveOut(sum(high, low).unsqueeze(0));
      }
      Tensor high = q.bmm(k);
      Tensor low = torch.baddbmm(high, q, k, Tensors.scalar(-1), Tensors.scalar(1));
      return scope.moveOut(sum(high, low));
    }
  }

  private Tensor sum(Tensor high, Tensor low) {
    return high.to(ScalarType.Float).add_(low).mul_(Tensors.scalar(scale));
  }

  /// A generated token: one product a key head, over the cache as it lies. Logits are rounded to
  /// the working type, as reading the keys twice would cost as much again.
  private Result single(Tensor values) {
    try (Scope scope = new Scope()) {
      int first = mask.firstSeen(rows[0]);
      int seen = lastSeen(rows[0]) + 1 - first;
      Tensor[] products = new Tensor[Math.toIntExact(matrices)];
      for (int matrix = 0; matrix < products.length; matrix++) {
        Tensor query = queries.select(0, matrix).squeeze(1);
        products[matrix] = torch.linear(query, keys.select(0, matrix).narrow(0, first, seen));
      }
      Tensor logits =
          torch
              .stack(new TensorVector(products), 0)
              .to(ScalarType.Float)
              .mul_(Tensors.scalar(scale));
      Tensor lse = logits.logsumexp(new long[] {-1}, true);
      Tensor weights = logits.sub_(lse).exp_().to(Tensors.dtype(values));
      Tensor[] mixed = new Tensor[products.length];
      for (int matrix = 0; matrix < mixed.length; matrix++) {
        mixed[matrix] =
            weights.select(0, matrix).mm(values.select(0, matrix).narrow(0, first, seen));
      }
      Tensor output = torch.stack(new TensorVector(mixed), 0);
      return new Result(scope.moveOut(output), scope.moveOut(lse));
    }
  }

  private int lastSeen(int row) {
    return mask.lastSeen(row, Math.toIntExact(keys.size(1)));
  }

  /// What is added to the last columns of a block's logits. Columns that every row sees are left
  /// out, unless a row further down no longer sees the first.
  ///
  /// @param key first key that one of the rows sees
  /// @param end the key after the last
  private Optional<Tensor> bias(int[] some, int key, int end) {
    boolean slides = mask.firstSeen(some[some.length - 1]) > key;
    int from = slides ? key : lastSeen(some[0]) + 1;
    if (from == end) {
      return Optional.empty();
    }
    int ofKeys = Math.toIntExact(keys.size(1));
    return Optional.of(MaskBias.of(mask, some, ofKeys, from, end, queries.device()));
  }
}
