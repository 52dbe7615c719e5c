package dev.fovea.insight.report;

import dev.fovea.insight.PrunedRun;
import dev.fovea.insight.page.Numbers;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PruningTrace;

/// What was pruned, in a sentence.
final class PruningWords {
  private PruningWords() {}

  /// `Pruning dropped 267 of 890 prunable tokens (in-flight, from layer 3 on).`
  static String sentence(PrunedRun run) {
    PruningTrace trace = run.trace();
    if (trace.fallback().isPresent()) {
      return trace.fallback().get();
    }
    return "Pruning dropped %s of %s (%s, layer %d is the first that saw the survivors only)."
        .formatted(
            Numbers.count(trace.counts().pruned()),
            Numbers.count(trace.counts().prunable(), "prunable token"),
            Names.of(run.execution()),
            run.firstLayer());
  }
}
