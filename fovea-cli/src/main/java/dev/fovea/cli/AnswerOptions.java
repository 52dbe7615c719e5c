package dev.fovea.cli;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.GenerationDefaults;
import dev.fovea.engine.GenerationOptions;
import dev.fovea.engine.ModelInfo;
import dev.fovea.engine.text.StopStrings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

  /// Complains about wrong values before any work starts.
  ///
  /// @throws FoveaException that names the wrong one
  void check() {
    options(new GenerationDefaults(List.of(), 1, 0, 1), maxTokens);
    new StopStrings(stop);
  }

  /// These options with what a request says put in, checked.
  AnswerOptions with(RequestOptions request) {
    AnswerOptions changed = new AnswerOptions();
    changed.maxTokens = request.maxTokens().orElse(maxTokens);
    changed.temperature = request.temperature().orElse(temperature);
    changed.topP = request.topP().or(() -> topP);
    changed.topK = request.topK().or(() -> topK);
    changed.repetitionPenalty = request.repetitionPenalty().or(() -> repetitionPenalty);
    changed.seed = request.seed().orElse(seed);
    changed.stop = request.stop().orElse(stop);
    changed.check();
    return changed;
  }

  /// What decides the answer, by the names of the options.
  Map<String, @Nullable Object> settings() {
    return AnswerJson.object(
        "max-tokens", maxTokens,
        "temperature", temperature,
        "top-p", topP.orElse(null),
        "top-k", topK.orElse(null),
        "repetition-penalty", repetitionPenalty.orElse(null),
        "seed", seed,
        "stop", stop);
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
