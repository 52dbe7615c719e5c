package dev.fovea.insight.explain;

import dev.fovea.engine.ModelInfo;
import dev.fovea.engine.text.PromptLayout;
import dev.fovea.insight.AttentionSurvey;
import dev.fovea.insight.page.Picture;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.List;

/// Everything that the page about one answer shows.
///
/// @param question the last user turn's own text
/// @param model which model answered
/// @param pruned the answer, and what pruning did and cost
/// @param layout the unpruned prompt
/// @param pictures in the order of the prompt
/// @param attention in the unpruned prompt
public record Explanation(
    String question,
    ModelInfo model,
    PrunedAnswer pruned,
    PromptLayout layout,
    List<Picture> pictures,
    AttentionSurvey.Result attention) {

  public Explanation {
    pictures = List.copyOf(pictures);
    if (layout.size() != pruned.trace().tokens().size()) {
      throw new IllegalArgumentException(
          "expected a trace of %d positions, found %d"
              .formatted(layout.size(), pruned.trace().tokens().size()));
    }
  }
}
