package dev.fovea.engine.internal.attention;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What attention weights of one layer carry of a loss: `I[i, j] = | sum over heads of A[h, i, j] *
/// dL/dA[h, i, j] |` (Wang et al., arXiv 2305.14160), some rows and some keys at a time.
///
/// With `g = dL/dO`, the gradient at a head's attention output, `dL/dA[i, j] = g_i . v_j`, so what
/// is held besides the tensors of the layer is one block.
public final class AttentionFlow implements AutoCloseable {
  private final Tensor queries;
  private final Tensor keys;
  private final Tensor values;
  private final Tensor logSumExp;
  private final Tensor gradient;
  private final double scale;
  private final Mask mask;
  private final int length;
  private final int[] some;

  /// @param q `[1, heads, n, d]`, rotated
  /// @param k `[1, key heads, n, d]`, rotated
  /// @param v `[1, key heads, n, d]`
  /// @param lse `[1, heads, n]`, float32
  /// @param outputGradient dL/dO, `[1, heads, n, d]`
  /// @param some the keys that are wanted, ascending
  public AttentionFlow(
      Tensor q,
      Tensor k,
      Tensor v,
      Tensor lse,
      Tensor outputGradient,
      double scale,
      Mask mask,
      int[] some) {
    try (Scope scope = new Scope()) {
      Tensor index = Tensors.indices(some, k.device());
      queries = scope.release(q.squeeze(0));
      keys = scope.release(k.squeeze(0).index_select(1, index).to(ScalarType.Float));
      values = scope.release(v.squeeze(0).index_select(1, index).to(ScalarType.Float));
      logSumExp = scope.release(lse.squeeze(0));
      gradient = scope.release(outputGradient.squeeze(0));
    }
    length = Math.toIntExact(k.size(2));
    this.scale = scale;
    this.mask = mask;
    this.some = some;
  }

  /// I of the rows `[from, to)`: `[to - from, some]`, float32; zero where a key is not seen.
  public Tensor rows(int from, int to) {
    try (Scope scope = new Scope()) {
      int count = to - from;
      Tensor bias =
          MaskBias.of(mask, IntStream.range(from, to).toArray(), length, some, queries.device());
      long group = queries.size(0) / keys.size(0);
      Tensor flow = Tensors.empty(ScalarType.Float, queries.device(), count, some.length);
      flow.fill_(Tensors.scalar(0));
      for (long head = 0; head < queries.size(0); head++) {
        try (Scope one = new Scope()) {
          Tensor weights =
              product(queries, keys, head, head / group, from, count)
                  .mul_(Tensors.scalar(scale))
                  .sub_(logSumExp.select(0, head).narrow(0, from, count).unsqueeze(1))
                  .add_(bias)
                  .exp_();
          flow.add_(weights.mul_(product(gradient, values, head, head / group, from, count)));
        }
      }
      return scope.moveOut(flow.abs_());
    }
  }

  /// Products of some rows of a head with all of a key head, float32.
  private static Tensor product(
      Tensor left, Tensor right, long head, long keyHead, int from, int count) {
    return left.select(0, head)
        .narrow(0, from, count)
        .to(ScalarType.Float)
        .mm(right.select(0, keyHead).transpose(0, 1));
  }

  @Override
  public void close() {
    queries.close();
    keys.close();
    values.close();
    logSumExp.close();
    gradient.close();
  }
}
