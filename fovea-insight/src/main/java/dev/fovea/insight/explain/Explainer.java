package dev.fovea.insight.explain;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Message;
import dev.fovea.engine.Part;
import dev.fovea.engine.Prompt;
import dev.fovea.engine.generate.PreparedPrompt;
import dev.fovea.engine.text.PromptLayout;
import dev.fovea.engine.text.TokenRole;
import dev.fovea.engine.vision.Grid;
import dev.fovea.engine.vision.ImageArea;
import dev.fovea.engine.vision.ImageInput;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
        pictures(engine.inputs(prompt), prompt, prepared.layout()),
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

  private static List<Picture> pictures(
      List<ImageInput> inputs, Prompt prompt, PromptLayout layout) {
    List<Integer> visual = Arrays.stream(layout.positions(TokenRole.VISUAL)).boxed().toList();
    List<Picture> pictures = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < inputs.size(); i++) {
      Part.Image image = prompt.images().get(i);
      int tokens = inputs.get(i).tokens();
      pictures.add(
          new Picture(
              image.name(),
              image.pixels(),
              visual.subList(next, next + tokens),
              grid(inputs.get(i))));
      next += tokens;
    }
    return pictures;
  }

  /// The patches, where one grid of them is all there is.
  private static Optional<PatchGrid> grid(ImageInput input) {
    Grid grid = input.grid();
    if (grid.cells() != input.tokens()) {
      return Optional.empty();
    }
    ImageArea first = input.areas().getFirst();
    ImageArea last = input.areas().getLast();
    return Optional.of(
        new PatchGrid(
            grid.rows(),
            grid.columns(),
            new ImageArea(first.left(), first.top(), last.right(), last.bottom())));
  }
}
