package dev.fovea.cli.insight;

import dev.fovea.cli.ask.AnswerJson;
import dev.fovea.insight.reading.PrunedRun;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PruningTrace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the JSON of all measurements on one prompt begins with.
final class MeasureJson {
  private MeasureJson() {}

  /// Model, tokens and pruning.
  static Map<String, @Nullable Object> of(MeasuredPrompt.Ready ready, Optional<PrunedRun> pruning) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("model", AnswerJson.model(ready.open()));
    Map<String, @Nullable Object> tokens = new LinkedHashMap<>();
    tokens.put("prompt", ready.prepared().length());
    json.put("tokens", tokens);
    json.put("pruning", pruning.map(MeasureJson::pruning).orElse(null));
    return json;
  }

  private static Map<String, @Nullable Object> pruning(PrunedRun run) {
    PruningTrace trace = run.trace();
    Map<String, @Nullable Object> json = new LinkedHashMap<>(trace.settings());
    // The settings are the policy's; the measurement says how it read the survivors.
    json.put("execution", Names.of(run.execution()));
    json.put("first_layer", run.firstLayer());
    json.put("prunable", trace.counts().prunable());
    json.put("pruned", trace.counts().pruned());
    json.put("fallback", trace.fallback().orElse(null));
    return json;
  }

  /// The name of a group or measure as a key.
  static String key(Enum<?> constant) {
    return Names.of(constant).replace('-', '_');
  }
}
