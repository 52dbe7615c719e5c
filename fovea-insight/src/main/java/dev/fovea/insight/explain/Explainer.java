package dev.fovea.insight.explain;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Message;
import dev.fovea.engine.Part;
import dev.fovea.engine.Prompt;
import dev.fovea.engine.generate.PreparedPrompt;
import dev.fovea.insight.AttentionSurvey;
import dev.fovea.insight.page.Picture;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.stream.Collectors;

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
    return new Explanation(
        question(prompt),
        engine.info(),
        pruned,
        prepared.layout(),
        Picture.of(engine.inputs(prompt), prompt, prepared.layout()),
        survey.result());
  }

  private static String question(Prompt prompt) {
    return prompt.messages().stream()
        .filter(message -> message.role() == Message.Role.USER)
        .reduce((_, later) -> later)
        .stream()
        .flatMap(message -> message.parts().stream())
        .filter(Part.Text.class::isInstance)
        .map(part -> ((Part.Text) part).text())
        .collect(Collectors.joining("\n"));
  }
}
