package dev.fovea.bench.micro;

import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/// Opening a safetensors file: map it, parse and check its header.
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class SafetensorsBenchmark {
  @Param({"10", "700"})
  int tensors;

  private Path file;

  /// Writes a file of many small tensors under names as models have them.
  @Setup
  public void write() throws IOException {
    file = Files.createTempFile("fovea-bench", ".safetensors");
    List<SafetensorsWriter.Tensor> some =
        IntStream.range(0, tensors)
            .mapToObj(i ->
                SafetensorsWriter.Tensor.of(
                    String.format(
                        Locale.ROOT, "language_model.model.layers.%d.self_attn.q_proj.weight", i),
                    DType.F32,
                    List.of(2L, 2L),
                    MemorySegment.ofArray(new byte[16])))
            .toList();
    SafetensorsWriter.write(file, Map.of(), some);
  }

  @TearDown
  public void delete() throws IOException {
    Files.delete(file);
  }

  /// Opens and closes it.
  @Benchmark
  public int open() {
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      return opened.tensors().size();
    }
  }
}
