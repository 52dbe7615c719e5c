package dev.fovea.cli.explain;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Message;
import dev.fovea.engine.Part;
import dev.fovea.engine.Prompt;
import dev.fovea.engine.generate.PreparedPrompt;
import dev.fovea.engine.model.VisionLanguageModel;
import dev.fovea.engine.text.PromptLayout;
import dev.fovea.engine.text.TokenRole;
import dev.fovea.engine.vision.RgbImage;
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
        pictures(engine.model(), prompt, prepared.layout()),
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
      VisionLanguageModel model, Prompt prompt, PromptLayout layout) {
    List<Integer> visual = Arrays.stream(layout.positions(TokenRole.VISUAL)).boxed().toList();
    List<Picture> pictures = new ArrayList<>();
    int next = 0;
    for (Part.Image image : prompt.images()) {
      int tokens =
          Math.toIntExact(
              Arrays.stream(model.placeholders(image.pixels()))
                  .filter(id -> id == model.imageTokenId())
                  .count());
      pictures.add(
          new Picture(
              image.name(),
              image.pixels(),
              visual.subList(next, next + tokens),
              grid(model, image.pixels(), tokens)));
      next += tokens;
    }
    return pictures;
  }

  /// A square of patches over what the model sees, where there is such a square.
  private static Optional<PatchGrid> grid(VisionLanguageModel model, RgbImage pixels, int tokens) {
    int side = (int) Math.round(Math.sqrt(tokens));
    return side > 0 && side * side == tokens
        ? SeenArea.of(model, pixels).map(area -> new PatchGrid(side, side, area))
        : Optional.empty();
  }
}
