package dev.fovea.bench.micro;

import dev.fovea.engine.internal.tensor.Libtorch;
import dev.fovea.engine.internal.tensor.Scope;
import java.util.concurrent.TimeUnit;
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

/// Linear maps of a decoder with 4,096 features: one row as in decoding, many as in a prefill.
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class LinearBenchmark {
  @Param({"1", "512", "3076"})
  int rows;

  @Param({"4096x4096", "11008x4096", "4096x11008"})
  String shape;

  @Param({"BFloat16", "Float"})
  ScalarType dtype;

  private Tensor x;
  private Tensor weight;

  /// Makes the tensors.
  @Setup
  public void makeTensors() {
    Libtorch.require();
    int cross = shape.indexOf('x');
    long out = Long.parseLong(shape.substring(0, cross));
    long in = Long.parseLong(shape.substring(cross + 1));
    try (Scope scope = new Scope()) {
      x = scope.release(torch.randn(rows, in).to(dtype));
      weight = scope.release(torch.randn(out, in).to(dtype));
    }
  }

  /// `torch.linear`.
  @Benchmark
  public long linear() {
    try (Scope scope = new Scope()) {
      return torch.linear(x, weight).numel();
    }
  }
}
