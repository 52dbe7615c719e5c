package dev.fovea.insight.explain;

import dev.fovea.engine.Engine;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.insight.attention.AttentionSurvey;
import dev.fovea.insight.page.Subject;
import dev.fovea.pruning.execute.PrunedAnswer;

/// Gathers what the page about an answer shows; reads the whole prompt once more for it.
public final class Explainer {
  private Explainer() {}

  /// The explanation of an answer.
  ///
  /// @param prepared the prompt as it was given to the pruner, not closed yet
  public static Explanation explain(
      Engine engine, Prompt prompt, PreparedPrompt prepared, PrunedAnswer pruned) {
    AttentionSurvey survey = new AttentionSurvey(prepared.layout());
    engine.observe(prepared, survey, engine.info().layers());
    return new Explanation(Subject.of(engine, prompt, prepared.layout()), pruned, survey.result());
  }
}
