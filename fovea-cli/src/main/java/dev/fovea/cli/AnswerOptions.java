package dev.fovea.cli;

import dev.fovea.engine.GenerationDefaults;
import dev.fovea.engine.GenerationOptions;
import dev.fovea.engine.ModelInfo;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How the answer is generated.
final class AnswerOptions {
  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of the answer at most. Default: ${DEFAULT-VALUE}.")
  private int maxTokens = 512;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description =
          "0 takes the likeliest token every time; above 0 samples, the flatter the higher. Default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "Sample from the likeliest tokens that hold this probability together, above 0 up to 1. Default: the model's own, else 1.")
  private Optional<Double> topP = Optional.empty();

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description =
          "Sample from the K likeliest tokens; 0 for all. Default: the model's own, else 0.")
  private Optional<Integer> topK = Optional.empty();

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      description =
          "Above 1 makes tokens that already occurred less likely. Default: the model's own, else 1.")
  private Optional<Double> repetitionPenalty = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the sampling. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End the answer before this text; may be given several times.")
  private List<String> stop = List.of();

  /// Complains about wrong numbers before any work starts.
  void check() {
    options(new GenerationDefaults(List.of(), 1, 0, 1), maxTokens);
  }

  /// The options for one prompt: an answer ends at the latest where the model's context does.
  ///
  /// @param prompt tokens of the prompt
  GenerationOptions forPrompt(GenerationDefaults defaults, ModelInfo model, int prompt) {
    return options(defaults, Math.clamp(model.contextLength() - prompt, 1, maxTokens));
  }

  private GenerationOptions options(GenerationDefaults defaults, int limit) {
    return new GenerationOptions(
        limit,
        temperature,
        topK.orElse(defaults.topK()),
        topP.orElse(defaults.topP()),
        repetitionPenalty.orElse(defaults.repetitionPenalty()),
        seed,
        stop,
        List.of());
  }
}
