package dev.fovea.insight.report;

import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.reading.PrunedRun;
import dev.fovea.pruning.PruningTrace;
import java.util.Locale;

/// What was pruned, in a sentence.
final class PruningWords {
  private PruningWords() {}

  /// `Pruning dropped 267 of 890 prunable tokens (in flight: from layer 3 on, ...).`
  static String sentence(PrunedRun run) {
    PruningTrace trace = run.trace();
    if (trace.fallback().isPresent()) {
      return trace.fallback().get();
    }
    String how =
        switch (run.execution()) {
          case IN_FLIGHT ->
              String.format(
                  Locale.ROOT,
                  "in flight: from layer %d on, only the survivors are read",
                  run.firstLayer());
          case RERUN -> "the survivors were read again from the beginning";
        };
    return String.format(
        Locale.ROOT,
        "Pruning dropped %s of %s (%s).",
        Numbers.count(trace.counts().pruned()),
        Numbers.count(trace.counts().prunable(), "prunable token"),
        how);
  }
}
