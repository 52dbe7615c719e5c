package dev.fovea.bench;

import java.util.List;
import java.util.Locale;

/// A promise about speed or memory, and whether a run kept it.
///
/// @param sentence what was measured against what was promised
public record Bound(boolean met, String sentence) {
  private static final double PREFILL_OF_CEILING = 0.8;
  private static final double SCORE_SHARE = 0.15;
  private static final double SCORE_MEGABYTES = 64;
  private static final double DECODE_OF_CEILING = 0.8;

  /// All promises, for the prompt, policy and machine of the report.
  public static List<Bound> of(BenchReport report) {
    double megabytes = report.scoreExtraBytes() / 1e6;
    double saved = 1 - report.prefill().inFlight() / report.prefill().none();
    return List.of(
        of(
            report.prefillOfCeiling() >= PREFILL_OF_CEILING,
            "Prefill runs at %.0f %% of the matrix-product rate; at least %.0f %% is promised.",
            100 * report.prefillOfCeiling(),
            100 * PREFILL_OF_CEILING),
        of(
            report.scoreShare() <= SCORE_SHARE,
            "Exact scores take %.1f %% of an unpruned prefill; at most %.0f %% is promised.",
            100 * report.scoreShare(),
            100 * SCORE_SHARE),
        of(
            megabytes <= SCORE_MEGABYTES,
            "Exact scores take %.1f MB for a while; at most %.0f MB is promised.",
            megabytes,
            SCORE_MEGABYTES),
        of(
            saved > 0,
            saved > 0
                ? "Pruning in flight makes the prefill %.1f %% faster, scores included; faster is promised."
                : "Pruning in flight makes the prefill %.1f %% slower, scores included; faster is promised.",
            100 * Math.abs(saved)),
        of(
            report.decodeOfCeiling() >= DECODE_OF_CEILING,
            "Decoding reads at %.0f %% of the memory bandwidth; at least %.0f %% is promised.",
            100 * report.decodeOfCeiling(),
            100 * DECODE_OF_CEILING));
  }

  private static Bound of(boolean met, String sentence, Object... numbers) {
    return new Bound(met, String.format(Locale.ROOT, sentence, numbers));
  }
}
