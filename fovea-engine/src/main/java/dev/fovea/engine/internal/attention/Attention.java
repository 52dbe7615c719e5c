package dev.fovea.engine.internal.attention;

import dev.fovea.engine.internal.tensor.Libtorch;
import dev.fovea.engine.internal.tensor.OpenBlas;
import dev.fovea.engine.internal.tensor.Operators;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /// Which keys a query sees: those from [#firstSeen] to [#lastSeen]. Neither bound falls from one
  /// row to the next. Queries are the last rows of the sequence that the keys stand for.
  public sealed interface Mask {
    /// Every key.
    record Full() implements Mask {}

    /// Keys at or before its own index.
    record Causal() implements Mask {}

    /// The last `size` keys at or before its own index.
    record Window(int size) implements Mask {}

    /// Keys at or before its own index and, for a row of a run, those up to the run's end: the rows
    /// of an image look at each other both ways. A window ends the view backwards, inside a run
    /// too, and never the view ahead.
    ///
    /// @param window the number of keys up to its own index that a query sees at most, 0 for all
    /// @param runs ascending and disjoint; two that touch stay two, and only the later sees the
    ///   earlier
    record TwoWay(int window, List<Run> runs) implements Mask {
      public TwoWay {
        runs = List.copyOf(runs);
        if (window < 0) {
          throw new IllegalArgumentException("expected a window of at least 0, found " + window);
        }
        for (int i = 1; i < runs.size(); i++) {
          if (runs.get(i).start() < runs.get(i - 1).end()) {
            throw new IllegalArgumentException(
                "expected ascending, disjoint runs, found " + runs.get(i - 1) + ", " + runs.get(i));
          }
        }
      }

      private int lastAhead(int row, int keys) {
        for (Run run : runs) {
          if (row < run.start()) {
            return row;
          }
          if (row < run.end()) {
            return Math.min(run.end(), keys) - 1;
          }
        }
        return row;
      }
    }

    /// Rows of a sequence.
    ///
    /// @param start first row
    /// @param end the row after the last
    record Run(int start, int end) {
      public Run {
        if (start < 0 || start >= end) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "expected a run of at least one row, found [%d, %d)", start, end));
        }
      }

      /// The runs that some rows form.
      ///
      /// @param rows ascending
      public static List<Run> of(int[] rows) {
        List<Run> runs = new ArrayList<>();
        for (int first = 0, next = 1; next <= rows.length; next++) {
          if (next == rows.length || rows[next] > rows[next - 1] + 1) {
            runs.add(new Run(rows[first], rows[next - 1] + 1));
            first = next;
          }
        }
        return runs;
      }
    }

    /// The first key that a row sees.
    default int firstSeen(int row) {
      return switch (this) {
        case Full(), Causal() -> 0;
        case Window(int size) -> Math.max(0, row - size + 1);
        case TwoWay(int window, List<Run> _) -> window == 0 ? 0 : Math.max(0, row - window + 1);
      };
    }

    /// The last key that a row sees.
    ///
    /// @param keys number of keys; a run may reach beyond them
    default int lastSeen(int row, int keys) {
      return switch (this) {
        case Full() -> keys - 1;
        case Causal(), Window(int _) -> row;
        case TwoWay twoWay -> twoWay.lastAhead(row, keys);
      };
    }
  }

  /// Output `[batch, heads, n, d]` in the dtype of the queries, and the log-sum-exp of the rows.
  public record Result(Tensor output, Tensor logSumExp) {}

  /// Gradients of some number at queries, keys and values, in their shapes and dtypes.
  public record Gradients(Tensor queries, Tensor keys, Tensor values) {}

  /// Attends. No graph of gradients goes through: [#gradients] takes them past this in memory
  /// linear in the length, and [#output] lets one through.
  ///
  /// @param mask all but [Mask.Full] need as many queries as keys, or a single query
  public static Result attend(Tensor q, Tensor k, Tensor v, double scale, Mask mask) {
    boolean single = q.size(2) == 1;
    if (!(mask instanceof Mask.Full) && !single) {
      requireSquare(q.size(2), k.size(2));
    }
    return inBlocks(q, k, mask)
        ? BlockedAttention.attend(q, k, v, scale, mask)
        : kernel(q, k, v, scale, !(mask instanceof Mask.Full) && !single);
  }

  /// The output of attention alone, `[batch, heads, n, d]`; along a graph of gradients where
  /// queries, keys or values are on one.
  ///
  /// @param mask for a graph of gradients [Mask.Full] or [Mask.Causal]
  public static Tensor output(Tensor q, Tensor k, Tensor v, double scale, Mask mask) {
    if (q.requires_grad() || k.requires_grad() || v.requires_grad()) {
      return DifferentiableAttention.output(q, k, v, scale, mask);
    }
    try (Scope scope = new Scope()) {
      return scope.moveOut(attend(q, k, v, scale, mask).output());
    }
  }

  /// From the gradient at the output those at queries, keys and values, in memory linear in the
  /// length.
  ///
  /// @param outputGradient `[batch, heads, n, d]`
  public static Gradients gradients(
      Tensor q, Tensor k, Tensor v, double scale, Mask mask, Tensor outputGradient) {
    return BlockedAttention.gradients(
        q.detach(), k.detach(), v.detach(), scale, mask, outputGradient);
  }

  /// Whether blocks of matrix products serve better than a kernel: no kernel takes a window or a
  /// view ahead, and libtorch's own is slow in bfloat16 on processors that have no tiles for it.
  static boolean inBlocks(Tensor q, Tensor k, Mask mask) {
    boolean slow =
        q.is_cpu()
            && Tensors.dtype(q) == ScalarType.BFloat16
            && !Libtorch.hasAdvancedMatrixExtensions();
    return slow || !kernelTakes(mask, q.size(2), Math.toIntExact(k.size(2)));
  }

  private static boolean kernelTakes(Mask mask, long queries, int keys) {
    boolean slides = mask.firstSeen(keys - 1) > 0;
    // A single query is the last row, which has nothing ahead of it.
    boolean looksAhead =
        queries > 1 && mask instanceof Mask.TwoWay(int _, List<Mask.Run> runs) && !runs.isEmpty();
    return !slides && !looksAhead;
  }

  private static void requireSquare(long queries, long keys) {
    if (queries != keys) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a causal mask needs as many queries as keys, found %d and %d",
              queries,
              keys));
    }
  }

  private static Result moveOut(Scope scope, Result result) {
    return new Result(scope.moveOut(result.output()), scope.moveOut(result.logSumExp()));
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
    ScalarType type = Tensors.dtype(q);
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
    return q.size(2) == 1 ? call.get() : OpenBlas.with(1, call);
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
