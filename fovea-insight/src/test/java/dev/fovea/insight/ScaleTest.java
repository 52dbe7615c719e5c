package dev.fovea.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fovea.engine.Engine;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.attention.AttentionShares;
import dev.fovea.insight.entropy.RowEntropy;
import dev.fovea.insight.flow.InformationFlow;
import dev.fovea.insight.flow.InformationFlow.Target.Likeliest;
import dev.fovea.insight.reading.RecordedCase;
import dev.fovea.pruning.PruningPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every measure on a long context: what it holds beside the model stays below half of the
/// attention weights of a single layer. (The benchmark `InsightScale` shows the curve up to 16,384
/// tokens.)
class ScaleTest {
  private static final int LENGTH = 8192;
  private static final int HEADS = 4;
  private static final int VISUAL = 64;
  private static final int QUESTION = 16;
  private static final long LIMIT = (long) HEADS * LENGTH * LENGTH * Float.BYTES;
  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final Optional<PruningPolicy> POLICY =
      Optional.of(PruningPolicy.preset("mean").withRate(0.3));

  static Stream<Arguments> measures() {
    BiConsumer<Engine, PreparedPrompt> flow =
        (engine, prompt) -> InformationFlow.measure(engine, prompt, POLICY, Likeliest.EACH);
    return Stream.of(
        arguments(
            "llava", "shares", (engine, prompt) -> AttentionShares.measure(engine, prompt, POLICY)),
        arguments(
            "llava", "entropy", (engine, prompt) -> RowEntropy.measure(engine, prompt, POLICY)),
        arguments("llava", "flow", flow),
        arguments("variants/qwen3-bias-window", "flow", flow));
  }

  private static Arguments arguments(
      String model, String name, BiConsumer<Engine, PreparedPrompt> measure) {
    return Arguments.of(model, Named.of(name, measure));
  }

  @ParameterizedTest
  @MethodSource("measures")
  void memoryIsFarFromThatOfWeights(String model, BiConsumer<Engine, PreparedPrompt> measure)
      throws IOException {
    assumeThat(RESET).as("the peak of this process can be reset, on Linux").isWritable();
    try (Engine engine = new RecordedCase(model, "one_image").engine()) {
      List<ImageInput> images = images(engine);
      int visual = images.stream().mapToInt(ImageInput::tokens).sum();
      try (PreparedPrompt prompt = engine.prepare(layout(visual), images)) {
        System.gc();
        Files.writeString(RESET, "5");
        long before = status("VmRSS");
        measure.accept(engine, prompt);
        long peak = status("VmHWM");
        assertThat(peak - before).isLessThan(LIMIT);
      }
    }
  }

  /// As many copies of a black image as make the visual tokens.
  private static List<ImageInput> images(Engine engine) {
    RgbImage black = new RgbImage(64, 64, new byte[3 * 64 * 64]);
    ImageInput one = engine.inputs(Prompt.builder().image(black).question("x").build()).getFirst();
    return Collections.nCopies(VISUAL / one.tokens(), one);
  }

  private static PromptLayout layout(int visual) {
    List<Token> tokens = new ArrayList<>();
    for (int row = 0; row < LENGTH; row++) {
      TokenRole role =
          row == 0 || row == LENGTH - 1
              ? TokenRole.TEMPLATE
              : row <= visual
                  ? TokenRole.VISUAL
                  : row < LENGTH - 1 - QUESTION ? TokenRole.CONTEXT : TokenRole.QUESTION;
      tokens.add(new Token(row * 37 % 251, role, row, row + 1, 0));
    }
    return new PromptLayout("x".repeat(LENGTH), tokens);
  }

  /// Bytes.
  private static long status(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }
}
