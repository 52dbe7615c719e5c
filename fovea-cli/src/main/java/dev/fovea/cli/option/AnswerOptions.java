package dev.fovea.cli.option;

import dev.fovea.cli.print.JsonOutput;
import dev.fovea.engine.ModelInfo;
import dev.fovea.engine.answer.GenerationDefaults;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.answer.Sampling;
import dev.fovea.engine.answer.TokenRules;
import dev.fovea.engine.error.FoveaException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How the answer is generated: as the model's folder wants it, where an option says nothing else.
public final class AnswerOptions {
  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "512",
      description =
          "Tokens of the answer at most, whatever the model's own limit says. Default: ${DEFAULT-VALUE}.")
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
      names = "--min-p",
      paramLabel = "P",
      description =
          "Sample from the tokens at least P times as likely as the likeliest, 0 (all) to 1. Default: the model's own, else 0.")
  private Optional<Double> minP = Optional.empty();

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      description =
          "Above 1 makes tokens that already occurred less likely. Default: the model's own, else 1.")
  private Optional<Double> repetitionPenalty = Optional.empty();

  @Option(
      names = "--no-repeat-ngram",
      paramLabel = "N",
      description =
          "No N tokens in a row come twice in prompt and answer; 0 for off. Default: the model's own, else 0.")
  private Optional<Integer> noRepeatNgram = Optional.empty();

  @Option(
      names = "--min-tokens",
      paramLabel = "N",
      description =
          "The answer does not end before it has N tokens. Default: the model's own, else 0.")
  private Optional<Integer> minTokens = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the sampling. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description =
          "End the answer before this text; may be given several times. Default: the model's own, else none.")
  private List<String> stop = List.of();

  /// Complains about wrong values before any work starts.
  ///
  /// @throws FoveaException that names the wrong one
  public void check() {
    options(GenerationDefaults.NONE, maxTokens);
  }

  /// These options with what a request says put in, checked.
  public AnswerOptions with(RequestOptions request) {
    AnswerOptions changed = new AnswerOptions();
    changed.maxTokens = request.maxTokens().orElse(maxTokens);
    changed.temperature = request.temperature().orElse(temperature);
    changed.topP = request.topP().or(() -> topP);
    changed.topK = request.topK().or(() -> topK);
    changed.minP = request.minP().or(() -> minP);
    changed.repetitionPenalty = request.repetitionPenalty().or(() -> repetitionPenalty);
    changed.noRepeatNgram = noRepeatNgram;
    changed.minTokens = minTokens;
    changed.seed = request.seed().orElse(seed);
    changed.stop = request.stop().orElse(stop);
    changed.check();
    return changed;
  }

  /// What decides the answer, by the names of the options.
  public Map<String, @Nullable Object> settings() {
    return JsonOutput.object(
        "max-tokens", maxTokens,
        "temperature", temperature,
        "top-p", topP.orElse(null),
        "top-k", topK.orElse(null),
        "min-p", minP.orElse(null),
        "repetition-penalty", repetitionPenalty.orElse(null),
        "no-repeat-ngram", noRepeatNgram.orElse(null),
        "min-tokens", minTokens.orElse(null),
        "seed", seed,
        "stop", stop);
  }

  /// The options for one prompt: an answer ends at the latest where the model's context does.
  ///
  /// @param prompt tokens of the prompt
  GenerationOptions forPrompt(GenerationDefaults defaults, ModelInfo model, int prompt) {
    return options(defaults, Math.clamp(model.contextLength() - prompt, 1, maxTokens));
  }

  /// What the model's folder asks for in vain, in one line; empty where there is nothing.
  public static Optional<String> ignored(GenerationDefaults defaults) {
    return defaults.ignored().isEmpty()
        ? Optional.empty()
        : Optional.of(
            defaults.ignored().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + JsonOutput.of(setting.getValue()))
                .collect(
                    Collectors.joining(
                        ", ", "the model asks for settings that Fovea ignores: ", "")));
  }

  private GenerationOptions options(GenerationDefaults defaults, int limit) {
    GenerationOptions wanted = defaults.greedy(limit);
    Sampling.Builder sampling = wanted.sampling().toBuilder().temperature(temperature).seed(seed);
    topP.ifPresent(sampling::topP);
    topK.ifPresent(sampling::topK);
    minP.ifPresent(sampling::minP);
    TokenRules.Builder rules = wanted.rules().toBuilder();
    repetitionPenalty.ifPresent(rules::repetitionPenalty);
    noRepeatNgram.ifPresent(rules::noRepeatNgram);
    minTokens.ifPresent(tokens -> rules.minNewTokens(tokens).minLength(0));
    return wanted
        .withSampling(sampling.build())
        .withRules(rules.build())
        .withStop(stop.isEmpty() ? wanted.stop() : stop);
  }
}
