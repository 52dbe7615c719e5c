package dev.fovea.cli.ask;

import dev.fovea.cli.option.AnswerOptions;
import dev.fovea.cli.print.JsonInput;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What decides the answers of a list beside its requests: model and settings. Every answer carries
/// it under `run`, with the digest of its request, so that lines stay known when files are copied,
/// cut or put together.
///
/// @param settings by the names of the options; as JSON has them
record BatchRun(Map<String, @Nullable Object> settings) {
  private static final String KEY = "run";
  private static final String MODEL = "model";
  private static final String REQUEST = "request";

  /// @param digest of the model
  /// @param policy for requests that have text which may go
  static BatchRun of(
      String digest,
      EngineOptions machine,
      Optional<String> system,
      Optional<PruningPolicy> policy,
      AnswerOptions answer) {
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put(MODEL, digest);
    settings.put("dtype", machine.dtype());
    settings.put("device", machine.device());
    settings.put("system", system.orElse(null));
    settings.put("prune", policy.map(PolicySettings::line).orElse("off"));
    settings.putAll(answer.settings());
    return new BatchRun(settings);
  }

  /// Adds the record to an answer.
  void put(Map<String, @Nullable Object> answer, BatchRequest request) {
    Map<String, @Nullable Object> run = new LinkedHashMap<>();
    run.put(REQUEST, request.digest());
    run.putAll(settings);
    answer.put(KEY, run);
  }

  /// The digest of the request that an earlier run has answered.
  ///
  /// @param place file and line of the answer
  /// @throws FoveaException if model or settings were others
  String requestOf(Map<?, ?> answer, String place) {
    if (!(answer.get(KEY) instanceof Map<?, ?> run)
        || !(run.get(REQUEST) instanceof String request)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected an answer with its settings under \"%s\", found one without, as another program or version writes them; choose another file for -o",
              place,
              KEY));
    }
    // As they are once written and read again.
    Map<?, ?> expected =
        (Map<?, ?>) Objects.requireNonNull(JsonInput.parse(KEY, JsonOutput.of(settings)));
    String differences =
        expected.entrySet().stream()
            .filter(setting -> !Objects.equals(setting.getValue(), run.get(setting.getKey())))
            .map(setting ->
                difference(answer, run, String.valueOf(setting.getKey()), setting.getValue()))
            .collect(Collectors.joining("; "));
    if (!differences.isEmpty()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: answered with other settings: %s; choose another file for -o",
              place,
              differences));
    }
    return request;
  }

  private static String difference(
      Map<?, ?> answer, Map<?, ?> run, String name, @Nullable Object expected) {
    boolean isModel = name.equals(MODEL);
    String found = shown(run.get(name));
    if (isModel && answer.get(MODEL) instanceof Map<?, ?> model) {
      found += " (" + model.get("name") + ")";
    }
    return String.format(
        Locale.ROOT,
        "%s expected %s, found %s",
        isModel ? "model digest" : "--" + name,
        shown(expected),
        found);
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "none";
      case String text -> text;
      default -> JsonOutput.of(value);
    };
  }
}
