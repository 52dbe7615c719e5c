package dev.fovea.bench.micro;

import dev.fovea.engine.internal.attention.Attention;
import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.ReceivedAttention;
import dev.fovea.engine.internal.tensor.Libtorch;
import dev.fovea.engine.internal.tensor.Scope;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the attention that keys receive costs beside the attention itself: by the transposed
/// kernel, and by the obvious softmax of blocks of rows.
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class ReceivedAttentionBenchmark {
  private static final int DIMENSION = 128;
  private static final double SCALE = 1 / Math.sqrt(DIMENSION);
  private static final Mask CAUSAL = new Mask.Causal();

  @Param({"1024", "3076"})
  int length;

  @Param("32")
  int heads;

  @Param({"32", "8"})
  int keyHeads;

  @Param({"BFloat16", "Float"})
  ScalarType dtype;

  private Tensor queries;
  private Tensor keys;
  private Tensor values;
  private Tensor logSumExp;
  private int[] rows;

  /// Makes the tensors.
  @Setup
  public void makeTensors() {
    Libtorch.require();
    try (Scope scope = new Scope()) {
      queries = scope.release(torch.randn(1, heads, length, DIMENSION).to(dtype));
      keys = scope.release(torch.randn(1, keyHeads, length, DIMENSION).to(dtype));
      values = scope.release(torch.randn(1, keyHeads, length, DIMENSION).to(dtype));
      logSumExp = scope.release(Attention.attend(queries, keys, values, SCALE, CAUSAL).logSumExp());
    }
    rows = IntStream.range(0, length).toArray();
  }

  /// The attention of the layer.
  @Benchmark
  public long attention() {
    try (Scope scope = new Scope()) {
      return Attention.attend(queries, keys, values, SCALE, CAUSAL).output().numel();
    }
  }

  /// Column sums by the transposed kernel, in memory linear in the length.
  @Benchmark
  public long receivedByTransposedKernel() {
    try (Scope scope = new Scope()) {
      return ReceivedAttention.fromAll(queries, keys, logSumExp, SCALE, CAUSAL).numel();
    }
  }

  /// Column sums by an explicit softmax of some rows at a time.
  @Benchmark
  public long receivedByBlocksOfRows() {
    try (Scope scope = new Scope()) {
      return ReceivedAttention.fromRows(queries, keys, logSumExp, SCALE, CAUSAL, rows).numel();
    }
  }
}
