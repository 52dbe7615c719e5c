package dev.fovea.bench.micro;

import dev.fovea.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Encoding a long text, with the spans of its tokens.
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class TokenizerBenchmark {
  /// A model folder; relative to where the benchmark is started.
  @Param({"fixtures/llava", "fixtures/llava-spm"})
  String folder;

  private final String text =
      "The old harbour lies behind the market; at noon its three cranes stand still. ".repeat(200);
  private Tokenizer tokenizer;

  @Setup
  public void open() {
    tokenizer = Tokenizer.open(Path.of(folder));
  }

  @TearDown
  public void close() {
    tokenizer.close();
  }

  /// Encodes 15,600 characters.
  @Benchmark
  public int encode() {
    return tokenizer.encode(text, true).size();
  }
}
