package dev.fovea.insight.explain;

import dev.fovea.insight.attention.AttentionSurvey;
import dev.fovea.insight.page.Subject;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.Locale;

/// Everything that the page about one answer shows.
///
/// @param subject the model and the prompt
/// @param pruned the answer, and what pruning did and cost
/// @param attention in the unpruned prompt
public record Explanation(Subject subject, PrunedAnswer pruned, AttentionSurvey.Result attention) {

  public Explanation {
    int positions = subject.layout().size();
    if (positions != pruned.trace().tokens().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a trace of %d positions, found %d",
              positions,
              pruned.trace().tokens().size()));
    }
  }
}
