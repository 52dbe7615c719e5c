package dev.fovea.bench;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.generate.PreparedPrompt;
import dev.fovea.insight.AttentionShares;
import dev.fovea.insight.InformationFlow;
import dev.fovea.insight.RowEntropy;
import dev.fovea.pruning.PruningPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/// Prints what the measures of `fovea-insight` cost as the prompt grows: seconds, and the megabytes
/// that the process held at most beside the model. Linear in the length is right for the memory;
/// the time grows with its square, as that of attention does.
///
/// Arguments: a model folder, then lengths in tokens; 2,048 to 16,384 without them.
public final class InsightScale {
  private static final int VISUAL = 576;
  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final Optional<PruningPolicy> POLICY = Optional.of(PruningPolicy.preset("paper"));

  private InsightScale() {}

  /// Measures and prints.
  ///
  /// @throws IOException where Linux does not tell the peak of the process
  public static void main(String[] arguments) throws IOException {
    int[] lengths =
        arguments.length > 1
            ? Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray()
            : new int[] {2048, 4096, 8192, 16_384};
    Map<String, BiConsumer<Engine, PreparedPrompt>> measures = new LinkedHashMap<>();
    measures.put(
        "prefill", (engine, prompt) -> engine.observe(prompt, _ -> {}, engine.info().layers()));
    measures.put("attention", (engine, prompt) -> AttentionShares.measure(engine, prompt, POLICY));
    measures.put("entropy", (engine, prompt) -> RowEntropy.measure(engine, prompt, POLICY));
    measures.put(
        "flow",
        (engine, prompt) -> InformationFlow.measure(engine, prompt, POLICY, OptionalInt.empty()));
    try (Engine engine =
        Engine.load(Path.of(arguments[0]), new EngineOptions("float32", "cpu", 1))) {
      System.out.printf("%-10s %8s %8s %8s%n", "measure", "tokens", "seconds", "MB");
      for (Map.Entry<String, BiConsumer<Engine, PreparedPrompt>> measure : measures.entrySet()) {
        for (int length : lengths) {
          print(engine, measure.getKey(), measure.getValue(), length);
        }
      }
    }
  }

  private static void print(
      Engine engine, String name, BiConsumer<Engine, PreparedPrompt> measure, int length)
      throws IOException {
    int vocabulary = engine.model().text().config().vocabulary();
    try (PreparedPrompt prompt =
        engine.prepare(SyntheticPrompt.layout(VISUAL, length - VISUAL, vocabulary), List.of())) {
      System.gc();
      Files.writeString(RESET, "5");
      long before = LinuxInfo.peakResidentBytes();
      long start = System.nanoTime();
      measure.accept(engine, prompt);
      System.out.printf(
          "%-10s %8d %8.1f %8.0f%n",
          name,
          length,
          (System.nanoTime() - start) / 1e9,
          (LinuxInfo.peakResidentBytes() - before) / 1e6);
    }
  }
}
