package dev.fovea.bench;

import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.json.JsonView;

/// Reports of runs that never were, on a machine of 200 GFLOP/s and 20 GB/s.
final class Reports {
  private Reports() {}

  /// 300 * 10^9 operations in `none` milliseconds, 2 GB a decoded token.
  static BenchReport report(double none, double inFlight, double score, double tokensPerSecond) {
    JsonView config = JsonView.read(Tiny.CONFIG);
    return new BenchReport(
        new BenchReport.Machine("processor", 2, 200, 20),
        new BenchReport.Shape("llava", "bfloat16", Families.text(config), 0, 1),
        new BenchReport.Tokens(576, 2500, 743),
        new BenchReport.PrefillMillis(none, inFlight, 3000),
        score,
        100,
        300_000_000_000L,
        tokensPerSecond,
        2_000_000_000L,
        64_000_000,
        1L << 30);
  }
}
