package dev.fovea.bench;

import dev.fovea.bench.BenchReport.PrefillMillis;
import java.util.Locale;

/// A report for people: an aligned table, then a sentence for each promise.
public final class ReportTable {
  private final StringBuilder text = new StringBuilder();

  private ReportTable() {}

  /// The table and the sentences, a line each.
  public static String of(BenchReport report) {
    ReportTable table = new ReportTable();
    BenchReport.Machine machine = report.machine();
    PrefillMillis prefill = report.prefill();
    table.row("processor", "%s, %d threads", machine.cpu(), machine.threads());
    table.row("matrix product", "%.1f GFLOP/s", machine.gemmGflops());
    table.row("memory read", "%.1f GB/s", machine.bandwidthGbS());
    table.row(
        "model",
        "%s, %s, %d layers of %d, scored %d..%d",
        report.shape().family(),
        report.shape().dtype(),
        report.shape().text().layers(),
        report.shape().text().hidden(),
        report.shape().scoredFrom(),
        report.shape().scoredTo());
    table.row(
        "prompt",
        "%,d visual + %,d text tokens, %,d pruned",
        report.tokens().visual(),
        report.tokens().text(),
        report.tokens().pruned());
    table.row("vision", "%,.1f ms", report.visionMillis());
    table.row(
        "prefill",
        "%,.1f ms, %.1f GFLOP/s, %.0f %% of matrix product",
        prefill.none(),
        report.prefillGflops(),
        100 * report.prefillOfCeiling());
    table.row(
        "prefill, in flight",
        "%,.1f ms, x %.2f",
        prefill.inFlight(),
        prefill.inFlight() / prefill.none());
    table.row(
        "prefill, rerun", "%,.1f ms, x %.2f", prefill.rerun(), prefill.rerun() / prefill.none());
    table.row(
        "scores",
        "%,.1f ms, %.1f %% of prefill, %.1f MB",
        report.scoreMillis(),
        100 * report.scoreShare(),
        report.scoreExtraBytes() / 1e6);
    table.row(
        "decode",
        "%.2f tokens/s, %.2f GB each, %.0f %% of memory read",
        report.decodeTokensPerSecond(),
        report.decodeBytesPerToken() / 1e9,
        100 * report.decodeOfCeiling());
    table.row("peak memory", "%.2f GB", report.peakResidentBytes() / 1e9);
    table.text.append(System.lineSeparator());
    for (Bound bound : Bound.of(report)) {
      table.row(bound.met() ? "met" : "NOT MET", "%s", bound.sentence());
    }
    return table.text.toString();
  }

  private void row(String label, String format, Object... values) {
    text.append(String.format(Locale.ROOT, "%-20s", label))
        .append(String.format(Locale.ROOT, format, values))
        .append(System.lineSeparator());
  }
}
