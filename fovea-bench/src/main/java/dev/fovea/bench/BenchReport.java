package dev.fovea.bench;

import dev.fovea.engine.internal.model.decoder.TextConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a run measured; medians where it repeated.
///
/// @param scoreMillis scoring in flight, out of `prefill.inFlight`
/// @param visionMillis features of the pictures
/// @param prefillOperations floating-point operations of the prefill without pruning
/// @param decodeTokensPerSecond after the whole prompt
/// @param decodeBytesPerToken bytes that such a token has to read, on average
/// @param scoreExtraBytes memory that scoring one layer takes for a while
/// @param peakResidentBytes most physical memory of the process, before the ceilings were measured
public record BenchReport(
    Machine machine,
    Shape shape,
    Tokens tokens,
    PrefillMillis prefill,
    double scoreMillis,
    double visionMillis,
    long prefillOperations,
    double decodeTokensPerSecond,
    long decodeBytesPerToken,
    long scoreExtraBytes,
    long peakResidentBytes) {

  /// The machine, and what it can do at best.
  ///
  /// @param gemmGflops best linear map at the shapes and dtype of the model, 10^9 operations a
  ///   second
  /// @param bandwidthGbS a large read, 10^9 bytes a second
  public record Machine(String cpu, int threads, double gemmGflops, double bandwidthGbS) {}

  /// What was run.
  ///
  /// @param scoredFrom first layer that was scored
  /// @param scoredTo one past the last
  public record Shape(String family, String dtype, TextConfig text, int scoredFrom, int scoredTo) {}

  /// The prompt, and how much of it pruning drops.
  public record Tokens(int visual, int text, int pruned) {}

  /// Time to read the prompt, in milliseconds, everything included: without pruning, and with it in
  /// flight and as a rerun.
  public record PrefillMillis(double none, double inFlight, double rerun) {}

  /// 10^9 operations a second of the prefill without pruning.
  public double prefillGflops() {
    return prefillOperations / 1e6 / prefill.none();
  }

  /// Share of the machine's matrix-product rate.
  public double prefillOfCeiling() {
    return prefillGflops() / machine.gemmGflops();
  }

  /// Scoring as a share of a prefill without pruning.
  public double scoreShare() {
    return scoreMillis / prefill.none();
  }

  /// Share of the machine's memory bandwidth.
  public double decodeOfCeiling() {
    return decodeTokensPerSecond * decodeBytesPerToken / 1e9 / machine.bandwidthGbS();
  }

  /// The object of `fovea bench --json`: maps, strings and numbers, as a JSON writer takes them.
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(
        "machine",
        object(
            "cpu", machine.cpu(),
            "threads", machine.threads(),
            "gemm_gflops", machine.gemmGflops(),
            "bandwidth_gb_s", machine.bandwidthGbS()));
    map.put("shape", shapeMap());
    map.put(
        "tokens",
        object("visual", tokens.visual(), "text", tokens.text(), "pruned", tokens.pruned()));
    map.put(
        "prefill_ms",
        object(
            "none", prefill.none(),
            "in_flight", prefill.inFlight(),
            "rerun", prefill.rerun()));
    map.put("score_ms", scoreMillis);
    map.put("vision_ms", visionMillis);
    map.put("prefill_gflops", prefillGflops());
    map.put("prefill_of_ceiling", prefillOfCeiling());
    map.put("score_share", scoreShare());
    map.put("decode_tokens_s", decodeTokensPerSecond);
    map.put("decode_of_ceiling", decodeOfCeiling());
    map.put("score_extra_bytes", scoreExtraBytes);
    map.put("peak_rss_bytes", peakResidentBytes);
    return map;
  }

  private Map<String, Object> shapeMap() {
    TextConfig text = shape.text();
    return object(
        "family", shape.family(),
        "dtype", shape.dtype(),
        "layers", text.layers(),
        "scored_from", shape.scoredFrom(),
        "scored_to", shape.scoredTo(),
        "hidden", text.hidden(),
        "intermediate", text.intermediate(),
        "heads", text.heads(),
        "key_heads", text.keyHeads(),
        "head_dimension", text.headDimension(),
        "vocabulary", text.vocabulary());
  }

  private static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
