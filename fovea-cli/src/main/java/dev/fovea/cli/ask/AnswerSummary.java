package dev.fovea.cli.ask;

import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A few lines for people on what was read, dropped, and what it cost.
final class AnswerSummary {
  private final Map<String, String> lines = new LinkedHashMap<>();

  private AnswerSummary() {}

  /// The lines by their labels, in order.
  ///
  /// @param pruning whether pruning was asked for
  /// @param compared the same prompt without pruning, and the pruned one once more, both warm
  static Map<String, String> of(
      boolean pruning, PrunedAnswer answer, Optional<Comparison> compared) {
    AnswerSummary summary = new AnswerSummary();
    summary.tokens(answer);
    if (pruning) {
      summary.pruned(answer);
      summary.cost(answer);
    } else if (answer.visualShare().before() > 0) {
      summary.line("attention", "%s on the image", percent(answer.visualShare().before()));
    }
    summary.time(answer.timings());
    compared.ifPresent(summary::compared);
    return summary.lines;
  }

  private void tokens(PrunedAnswer answer) {
    PruningTrace.Counts counts = answer.trace().counts();
    line(
        "tokens",
        "%,d read (%,d visual, %,d text), %,d generated",
        counts.prompt(),
        counts.visual(),
        counts.text(),
        answer.answer().tokens().size());
  }

  private void pruned(PrunedAnswer answer) {
    PruningTrace trace = answer.trace();
    if (trace.fallback().isPresent()) {
      line("pruning", "%s", trace.fallback().get());
      return;
    }
    PruningTrace.Counts counts = trace.counts();
    line(
        "pruning",
        "%,d of %,d prunable tokens dropped, %,d kept",
        counts.pruned(),
        counts.prunable(),
        counts.kept());
    line("dropped", "%s", trace.droppedSample().replaceAll("\\s+", " "));
    line(
        "attention",
        "%s on the image before, %s after",
        percent(answer.visualShare().before()),
        percent(answer.visualShare().after()));
  }

  private void cost(PrunedAnswer answer) {
    line(
        "cost",
        "prefill %s of not pruning (predicted), key/value cache %s (predicted %s)",
        percent(answer.predicted().prefillRatio()),
        percent(answer.memory().kvBytesRatio()),
        percent(answer.predicted().kvBytesRatio()));
  }

  private void time(PrunedAnswer.Timings timings) {
    line(
        "time",
        "image %s, scores %s, prefill %s, decode %s, together %s",
        milliseconds(timings.preprocess() + timings.vision()),
        milliseconds(timings.score()),
        milliseconds(timings.prefill()),
        milliseconds(timings.decode()),
        milliseconds(timings.total()));
  }

  private void compared(Comparison comparison) {
    line("unpruned", "%s", comparison.whole().answer().text().strip().replaceAll("\\s+", " "));
    double pruned = comparison.readMillis(comparison.pruned());
    double whole = comparison.readMillis(comparison.whole());
    line(
        "measured",
        "reading takes %s pruned, %s not pruned (%s), both warm",
        milliseconds(pruned),
        milliseconds(whole),
        percent(pruned / whole));
  }

  private void line(String label, String format, Object... values) {
    lines.put(label, String.format(Locale.ROOT, format, values));
  }

  private static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "-";
  }

  private static String milliseconds(double time) {
    return String.format(Locale.ROOT, time < 10 ? "%.1f ms" : "%.0f ms", time);
  }
}
