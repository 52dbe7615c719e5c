package dev.fovea.engine.internal.attention;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Statistics of attention rows, exactly, in memory linear in the length: attention whose values
/// are not the model's own, but such that their mean under the row's weights is what is asked for.
///
/// Whatever the dtype of queries and keys, the mean is taken in float32, from copies of one key
/// head at a time: rounded to bfloat16 it would be too coarse for an entropy, a small difference of
/// large numbers.
public final class RowAttention {
  private RowAttention() {}

  /// Shannon entropy of every row in nats: `H_i = lse_i - scale * q_i . sum_j A_ij k_j`, attention
  /// with the keys as values.
  ///
  /// @param q `[1, heads, n, d]`, rotated
  /// @param k `[1, key heads, n, d]`, rotated
  /// @return `[heads, n]`, float32, at least 0
  public static Tensor entropies(Tensor q, Tensor k, double scale, Mask mask) {
    return perKeyHead(
        q,
        k,
        (queries, keys) -> {
          Attention.Result result = Attention.attend(queries, keys, keys, scale, mask);
          Tensor mean =
              queries
                  .to(ScalarType.Double)
                  .mul(result.output().to(ScalarType.Double))
                  .sum(-1)
                  .mul(Tensors.scalar(scale));
          return result
              .logSumExp()
              .to(ScalarType.Double)
              .sub(mean)
              .clamp_min(Tensors.scalar(0))
              .to(ScalarType.Float);
        });
  }

  /// How each row's attention divides among groups of keys: attention with one column of zeros and
  /// ones for each group as values.
  ///
  /// @param q `[1, heads, n, d]`, rotated
  /// @param k `[1, key heads, n, d]`, rotated
  /// @param labels the group of each key, from 0
  /// @param groups number of groups
  /// @return `[heads, n, groups]`, float32
  public static Tensor shares(
      Tensor q, Tensor k, double scale, Mask mask, int[] labels, int groups) {
    try (Scope scope = new Scope()) {
      // Kernels want values as wide as the keys.
      int width = Math.toIntExact(k.size(3));
      Tensor[] parts = new Tensor[(groups + width - 1) / width];
      for (int part = 0; part < parts.length; part++) {
        int first = part * width;
        int count = Math.min(width, groups - first);
        Tensor columns = columns(labels, first, width, k);
        parts[part] =
            perKeyHead(
                q,
                k,
                (queries, keys) ->
                    Attention.attend(queries, keys, columns, scale, mask)
                        .output()
                        .narrow(3, 0, count));
      }
      return scope.moveOut(Tensors.concatenate(2, parts));
    }
  }

  /// `[1, 1, n, width]`: 1 where a key belongs to group `first + column`.
  private static Tensor columns(int[] labels, int first, int width, Tensor k) {
    float[] columns = new float[Math.multiplyExact(labels.length, width)];
    for (int key = 0; key < labels.length; key++) {
      if (labels[key] >= first && labels[key] < first + width) {
        columns[key * width + labels[key] - first] = 1;
      }
    }
    return Tensors.of(columns, k.device(), 1, 1, labels.length, width);
  }

  /// Joins what is computed from the queries of one key head after the other, and its keys, both in
  /// float32: `[1, heads, ...]` without the first axis.
  private static Tensor perKeyHead(Tensor q, Tensor k, BinaryOperator<Tensor> one) {
    try (Scope scope = new Scope()) {
      long group = q.size(1) / k.size(1);
      Tensor[] parts = new Tensor[Math.toIntExact(k.size(1))];
      for (int head = 0; head < parts.length; head++) {
        try (Scope inner = new Scope()) {
          Tensor queries = q.narrow(1, head * group, group).to(ScalarType.Float);
          Tensor keys = k.narrow(1, head, 1).to(ScalarType.Float);
          parts[head] = inner.moveOut(one.apply(queries, keys).squeeze(0));
        }
      }
      return scope.moveOut(Tensors.concatenate(0, parts));
    }
  }
}
