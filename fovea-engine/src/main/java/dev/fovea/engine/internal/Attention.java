package dev.fovea.engine.internal;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Softmax attention that also returns the log-sum-exp of every row, in memory linear in the
/// length.
///
/// Queries are `[batch, heads, n, d]`, keys and values `[batch, key heads, m, d]`; the heads of a
/// group share one key head, whose keys are never copied. The log-sum-exp is `[batch, heads, n]` in
/// float32: `lse_i = log sum_j exp(scale * q_i.k_j)` over the keys that query `i` sees.
public final class Attention {
  private Attention() {}

  /// Which keys a query sees. Queries are the last of the sequence that the keys stand for.
  public sealed interface Mask {
    /// Every key.
    record Full() implements Mask {}

    /// Keys at or before its own index.
    record Causal() implements Mask {}

    /// The last `size` keys at or before its own index.
    record Window(int size) implements Mask {}
  }

  /// Output `[batch, heads, n, d]` in the dtype of the queries, and the log-sum-exp of the rows.
  public record Result(Tensor output, Tensor logSumExp) {}

  /// Attends.
  ///
  /// @param mask [Mask.Causal] and [Mask.Window] need as many queries as keys, or a single query
  public static Result attend(Tensor q, Tensor k, Tensor v, double scale, Mask mask) {
    long queries = q.size(2);
    long keys = k.size(2);
    return switch (mask) {
      case Mask.Full() -> kernel(q, k, v, scale, false);
      case Mask.Causal() when queries == 1 -> kernel(q, k, v, scale, false);
      case Mask.Causal() -> kernel(q, k, v, scale, requireSquare(queries, keys));
      case Mask.Window(int size) when size >= keys -> attend(q, k, v, scale, new Mask.Causal());
      case Mask.Window(int size) when queries == 1 -> {
        try (Scope scope = new Scope()) {
          Result result =
              kernel(
                  q, k.narrow(2, keys - size, size), v.narrow(2, keys - size, size), scale, false);
          yield moveOut(scope, result);
        }
      }
      case Mask.Window(int size) -> {
        requireSquare(queries, keys);
        yield windowed(q, k, v, scale, size);
      }
    };
  }

  private static boolean requireSquare(long queries, long keys) {
    if (queries != keys) {
      throw new IllegalArgumentException(
          "a causal mask needs as many queries as keys, found %d and %d".formatted(queries, keys));
    }
    return true;
  }

  private static Result moveOut(Scope scope, Result result) {
    return new Result(scope.moveOut(result.output()), scope.moveOut(result.logSumExp()));
  }

  /// Blocks of `window` queries against the `2 * window - 1` keys that any of them sees, so that
  /// neither time nor memory grows with the square of the length.
  private static Result windowed(Tensor q, Tensor k, Tensor v, double scale, int window) {
    try (Scope scope = new Scope()) {
      int length = Math.toIntExact(q.size(2));
      int blocks = (length + window - 1) / window;
      Tensor[] outputs = new Tensor[blocks];
      Tensor[] sums = new Tensor[blocks];
      for (int block = 0; block < blocks; block++) {
        int begin = block * window;
        int count = Math.min(window, length - begin);
        int first = Math.max(0, begin - window + 1);
        int seen = begin + count - first;
        Result part =
            explicit(
                q.narrow(2, begin, count),
                k.narrow(2, first, seen),
                v.narrow(2, first, seen),
                scale,
                band(count, seen, begin - first, window, q.device()));
        outputs[block] = part.output();
        sums[block] = part.logSumExp();
      }
      return moveOut(
          scope, new Result(Tensors.concatenate(2, outputs), Tensors.concatenate(2, sums)));
    }
  }

  /// `[rows, columns]` float32: 0 where key `j` lies in the window of query `i + offset`, -inf
  /// elsewhere.
  private static Tensor band(int rows, int columns, int offset, int window, Device device) {
    float[] mask = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        int distance = i + offset - j;
        mask[i * columns + j] = distance >= 0 && distance < window ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
    return Tensors.of(mask, device, rows, columns);
  }

  /// Softmax over materialised logits, in float32: for blocks whose mask no kernel takes.
  private static Result explicit(Tensor q, Tensor k, Tensor v, double scale, Tensor bias) {
    try (Scope scope = new Scope()) {
      long batch = q.size(0);
      long heads = q.size(1);
      long queries = q.size(2);
      long keyHeads = k.size(1);
      Tensor grouped =
          q.to(ScalarType.Float).reshape(batch, keyHeads, heads / keyHeads, queries, q.size(3));
      Tensor logits =
          grouped
              .matmul(k.to(ScalarType.Float).unsqueeze(2).transpose(3, 4))
              .mul(Tensors.scalar(scale))
              .add(bias);
      Tensor lse = logits.logsumexp(new long[] {-1}, true);
      Tensor output = logits.sub(lse).exp().matmul(v.to(ScalarType.Float).unsqueeze(2));
      return moveOut(
          scope,
          new Result(
              output.reshape(batch, heads, queries, v.size(3)).to(q.scalar_type()),
              lse.reshape(batch, heads, queries)));
    }
  }

  private static Result kernel(Tensor q, Tensor k, Tensor v, double scale, boolean causal) {
    try (Scope scope = new Scope()) {
      long batch = q.size(0);
      long heads = q.size(1);
      long group = heads / k.size(1);
      if (group > 1) {
        // One batch entry per key head: a stride of zero lets its queries share the keys.
        q = q.reshape(batch * k.size(1), group, q.size(2), q.size(3));
        k = shared(k, group);
        v = shared(v, group);
      }
      Result result =
          q.is_cuda() ? onCuda(q, k, v, scale, causal) : onProcessor(q, k, v, scale, causal);
      Tensor output = result.output();
      Tensor lse = result.logSumExp();
      if (group > 1) {
        output = output.reshape(batch, heads, output.size(2), output.size(3));
        lse = lse.reshape(batch, heads, lse.size(2));
      }
      return moveOut(scope, new Result(output, lse));
    }
  }

  private static Tensor shared(Tensor keys, long group) {
    return keys.reshape(keys.size(0) * keys.size(1), 1, keys.size(2), keys.size(3))
        .expand(keys.size(0) * keys.size(1), group, keys.size(2), keys.size(3));
  }

  private static Result onProcessor(Tensor q, Tensor k, Tensor v, double scale, boolean causal) {
    ScalarType type = q.scalar_type();
    if (widens(type)) {
      q = q.to(ScalarType.Float);
      k = k.to(ScalarType.Float);
      v = v.to(ScalarType.Float);
    }
    Tensor[] results = flash(q, k, v, scale, causal);
    return new Result(results[0].to(type), results[1].to(ScalarType.Float));
  }

  private static Tensor[] flash(Tensor q, Tensor k, Tensor v, double scale, boolean causal) {
    Supplier<Tensor[]> call =
        () -> Operators.FLASH_CPU.call(2, q, k, v, 0.0, causal, Operators.NONE, scale);
    // A single row takes products too small for OpenBLAS to share out.
    return q.size(2) == 1 ? call.get() : OpenBlas.onOneThread(call);
  }

  /// Whether the processor's kernel works on float32 copies of tensors of this type.
  static boolean widens(ScalarType type) {
    return type != ScalarType.Float
        && type != ScalarType.Double
        && !(type == ScalarType.BFloat16 && Libtorch.hasAdvancedMatrixExtensions());
  }

  private static Result onCuda(Tensor q, Tensor k, Tensor v, double scale, boolean causal) {
    Tensor[] results =
        Operators.EFFICIENT_CUDA.call(2, q, k, v, Operators.NONE, true, 0.0, causal, scale);
    // The kernel pads the rows of the log-sum-exp.
    return new Result(results[0], results[1].narrow(2, 0, q.size(2)));
  }

  /// Waits until the device has done what it was told; for clocks.
  public static void synchronize(Device device) {
    if (device.is_cuda()) {
      torch.cuda_synchronize();
    }
  }
}
