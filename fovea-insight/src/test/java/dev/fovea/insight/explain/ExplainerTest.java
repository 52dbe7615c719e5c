package dev.fovea.insight.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.insight.page.image.PageImage;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.execute.PrunedAnswer;
import dev.fovea.pruning.execute.Pruner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The fixture's processor makes the shorter edge 40 pixels long and cuts 40 by 40 out of the
/// middle; its tower has 4 by 4 patches.
class ExplainerTest {
  private static final Path MODEL = Path.of("..", "fixtures", "llava");
  private static Engine engine;

  @BeforeAll
  static void load() {
    engine = Engine.load(MODEL, EngineOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void widePictureIsSeenInItsMiddle() {
    RgbImage wide = picture("wide.png");
    int resized = 40 * wide.width() / wide.height();
    double left = (double) ((resized - 40) / 2) / resized;
    assertArea(wide, left, 0, left + 40.0 / resized, 1);
  }

  @Test
  void tallPictureIsSeenInItsMiddle() {
    RgbImage tall = picture("tall.png");
    int resized = 40 * tall.height() / tall.width();
    double top = (double) ((resized - 40) / 2) / resized;
    assertArea(tall, 0, top, 1, top + 40.0 / resized);
  }

  @Test
  void squarePictureIsSeenWhole() {
    assertArea(new RgbImage(50, 50, new byte[7500]), 0, 0, 1, 1);
  }

  private static void assertArea(
      RgbImage picture, double left, double top, double right, double bottom) {
    List<ImageArea> areas = engine.model().inputs(List.of(picture)).getFirst().areas();
    ImageArea first = areas.getFirst();
    ImageArea last = areas.getLast();
    ImageArea area = new ImageArea(first.left(), first.top(), last.right(), last.bottom());
    assertThat(area.left()).isCloseTo(left, offset(1e-9));
    assertThat(area.top()).isCloseTo(top, offset(1e-9));
    assertThat(area.right()).isCloseTo(right, offset(1e-9));
    assertThat(area.bottom()).isCloseTo(bottom, offset(1e-9));
  }

  @Test
  void explanationGathersWhatTheAnswerWasMadeOf() {
    Prompt prompt =
        new Prompt(
            List.of(
                new Message(
                    Message.Role.USER,
                    List.of(
                        new Part.Image("wide.png", picture("wide.png")),
                        new Part.Image("tall.png", picture("tall.png")),
                        new Part.Context("The red boat came in with salt and rope. ".repeat(4)),
                        new Part.Text("What came?")))));
    try (PreparedPrompt prepared = engine.prepare(prompt)) {
      PrunedAnswer answer =
          Pruner.ask(
              engine,
              prepared,
              Optional.of(PruningPolicy.preset("paper")),
              GenerationOptions.greedy(2),
              AnswerListener.SILENT);

      Explanation explanation = Explainer.explain(engine, prompt, prepared, answer);

      assertThat(explanation.subject().question()).isEqualTo("What came?");
      assertThat(explanation.attention().visualShare()).hasSize(engine.info().layers());
      assertThat(explanation.subject().pictures())
          .extracting(PageImage::name)
          .containsExactly("wide.png", "tall.png");
      assertThat(explanation.subject().pictures())
          .allSatisfy(picture -> assertThat(picture.areas()).hasSize(16));
      assertThat(
              explanation.subject().pictures().stream()
                  .flatMap(picture -> picture.positions().stream()))
          .containsExactlyElementsOf(explanation.attention().visual())
          .hasSize(32);
      String page = ExplanationPage.of(explanation).html();
      assertThat(IntStream.range(0, prepared.length()))
          .allMatch(position -> page.contains(" data-p=\"" + position + "\""));
    }
  }

  private static RgbImage picture(String name) {
    return ImageDecoder.decode(MODEL.resolve("reference").resolve(name));
  }
}
