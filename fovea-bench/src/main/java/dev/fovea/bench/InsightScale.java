package dev.fovea.bench;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.insight.attention.AttentionShares;
import dev.fovea.insight.entropy.RowEntropy;
import dev.fovea.insight.flow.InformationFlow;
import dev.fovea.insight.flow.InformationFlow.Target.Likeliest;
import dev.fovea.pruning.PruningPolicy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Prints what a measure of `fovea-insight` costs as the prompt grows: seconds, and the megabytes
/// that the process held at most beside the model. Linear in the length is right for the memory;
/// the time grows with its square, as that of attention does.
///
/// Arguments: a model folder, the measure, then lengths in tokens, ascending, as the peak of a
/// process never falls; 2,048 to 16,384 without them.
public final class InsightScale {
  private static final int VISUAL = 576;
  private static final Optional<PruningPolicy> POLICY = Optional.of(PruningPolicy.preset("paper"));

  private InsightScale() {}

  /// Measures and prints.
  public static void main(String[] arguments) {
    int[] lengths =
        arguments.length > 2
            ? Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray()
            : new int[] {2048, 4096, 8192, 16_384};
    BiConsumer<Engine, PreparedPrompt> measure = measure(arguments[1]);
    try (Engine engine =
        Engine.load(Path.of(arguments[0]), new EngineOptions("float32", "cpu", 1))) {
      int vocabulary = engine.model().text().config().vocabulary();
      long before = LinuxInfo.peakResidentBytes();
      System.out.printf(Locale.ROOT, "%8s %8s %8s%n", "tokens", "seconds", "MB");
      List<ImageInput> images = images(engine);
      int visual = images.stream().mapToInt(ImageInput::tokens).sum();
      for (int length : lengths) {
        PromptLayout layout = SyntheticPrompt.layout(visual, length - visual, vocabulary);
        try (PreparedPrompt prompt = engine.prepare(layout, images)) {
          long start = System.nanoTime();
          measure.accept(engine, prompt);
          double seconds = (System.nanoTime() - start) / 1e9;
          double megabytes = (LinuxInfo.peakResidentBytes() - before) / 1e6;
          System.out.printf(Locale.ROOT, "%8d %8.1f %8.0f%n", length, seconds, megabytes);
        }
      }
    }
  }

  /// As many copies of a black image as make the visual tokens, at least one.
  private static List<ImageInput> images(Engine engine) {
    RgbImage black = new RgbImage(336, 336, new byte[3 * 336 * 336]);
    ImageInput one = engine.inputs(Prompt.builder().image(black).question("x").build()).getFirst();
    return Collections.nCopies(Math.max(1, VISUAL / one.tokens()), one);
  }

  private static BiConsumer<Engine, PreparedPrompt> measure(String name) {
    return switch (name) {
      case "prefill" -> (engine, prompt) -> engine.observe(prompt, _ -> {}, engine.info().layers());
      case "attention" -> (engine, prompt) -> AttentionShares.measure(engine, prompt, POLICY);
      case "entropy" -> (engine, prompt) -> RowEntropy.measure(engine, prompt, POLICY);
      case "flow" ->
          (engine, prompt) -> InformationFlow.measure(engine, prompt, POLICY, Likeliest.EACH);
      default ->
          throw new FoveaException(
              "measure: expected prefill, attention, entropy or flow, found " + name);
    };
  }
}
