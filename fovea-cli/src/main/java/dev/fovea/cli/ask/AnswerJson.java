package dev.fovea.cli.ask;

import static dev.fovea.cli.print.JsonOutput.finite;
import static dev.fovea.cli.print.JsonOutput.object;
import static dev.fovea.cli.print.JsonOutput.rounded;

import dev.fovea.cli.option.OpenModel;
import dev.fovea.cli.option.PruningOptions;
import dev.fovea.engine.ModelInfo;
import dev.fovea.machine.Memory;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An answer as `ask --json` prints it; scripts rely on every key.
public final class AnswerJson {
  private AnswerJson() {}

  static Map<String, @Nullable Object> of(
      OpenModel model, Optional<PruningPolicy> policy, PrunedAnswer answer) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("answer", answer.answer().text());
    json.put("finish_reason", Names.of(answer.answer().finish()));
    json.put("model", model(model));
    json.put("tokens", tokens(answer));
    json.put("pruning", pruning(policy, answer.trace()));
    json.put(
        "visual_share",
        object(
            "before", finite(answer.visualShare().before()),
            "after", finite(answer.visualShare().after())));
    json.put("timings_ms", timings(model, answer.timings()));
    json.put(
        "predicted",
        object(
            "prefill_ratio", finite(answer.predicted().prefillRatio()),
            "kv_bytes_ratio", finite(answer.predicted().kvBytesRatio())));
    json.put("measured", object("kv_bytes_ratio", finite(answer.memory().kvBytesRatio())));
    json.put(
        "memory_bytes",
        object(
            "weights", model.engine().info().weightBytes(),
            "kv_cache", answer.memory().kvCacheBytes(),
            "peak_rss", Memory.peakResident()));
    return json;
  }

  public static Map<String, @Nullable Object> model(OpenModel model) {
    ModelInfo info = model.engine().info();
    return object(
        "name", model.name(),
        "digest", model.digest(),
        "family", info.family(),
        "dtype", info.dtype(),
        "device", info.device(),
        "layers", info.layers());
  }

  private static Map<String, @Nullable Object> tokens(PrunedAnswer answer) {
    PruningTrace.Counts counts = answer.trace().counts();
    return object(
        "prompt", counts.prompt(),
        "visual", counts.visual(),
        "text", counts.text(),
        "prunable", counts.prunable(),
        "pruned", counts.pruned(),
        "kept", counts.kept(),
        "generated", answer.answer().tokens().size());
  }

  private static Map<String, @Nullable Object> pruning(
      Optional<PruningPolicy> policy, PruningTrace trace) {
    Map<String, @Nullable Object> pruning = new LinkedHashMap<>(PruningOptions.settings(policy));
    pruning.put("fallback", policy.isPresent() ? trace.fallback().orElse(null) : null);
    return pruning;
  }

  static Map<String, @Nullable Object> timings(OpenModel model, PrunedAnswer.Timings timings) {
    return object(
        "load", rounded(model.loadMillis()),
        "preprocess", rounded(timings.preprocess()),
        "vision", rounded(timings.vision()),
        "score", rounded(timings.score()),
        "prefill", rounded(timings.prefill()),
        "first_token", rounded(timings.firstToken()),
        "decode", rounded(timings.decode()),
        "total", rounded(timings.total()));
  }
}
