package dev.fovea.engine.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.engine.prompt.Prompt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Images that several prompts are about.
class SeenImagesTest {
  private static final Path FIXTURES = Path.of("..", "fixtures");

  private static Engine engine(String model) {
    return Engine.load(FIXTURES.resolve(model), new EngineOptions("float32", "cpu", 1));
  }

  private static Prompt about(String question, String... pictures) {
    var prompt = Prompt.builder();
    for (String picture : pictures) {
      prompt.image(FIXTURES.resolve("llava").resolve("reference").resolve(picture));
    }
    return prompt.question(question).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llava", "qwen2_vl", "qwen3_vl"})
  void aSecondPromptReadsAsIfItHadLookedItself(String model) {
    Prompt second = about("And now?", "tall.png", "wide.png");
    try (Engine engine = engine(model)) {
      PreparedPrompt prepared;
      List<String> heard = new ArrayList<>();
      ProgressListener listener = (stage, done, total) -> heard.add(stage + " " + done);
      try (SeenImages seen = engine.see(about("What?", "tall.png", "wide.png"), listener)) {
        assertThat(heard).startsWith("LOOKING 0").endsWith("LOOKING 2");
        assertThat(seen.timings().vision()).isPositive();
        heard.clear();
        prepared = engine.prepare(second, seen, listener);
      }
      // It lives on when the images are forgotten.
      try (PreparedPrompt itself = engine.prepare(second);
          Sequence expected = engine.prefill(itself, PrefillObserver.NONE, 0);
          prepared;
          Sequence found = engine.prefill(prepared, PrefillObserver.NONE, 0)) {
        assertThat(found.logits()).isEqualTo(expected.logits());
        assertThat(prepared.timings()).isEqualTo(new PreparedPrompt.Timings(0, 0));
        assertThat(itself.timings().vision()).isPositive();
      }
      assertThat(heard).isNotEmpty().allMatch(stage -> stage.startsWith("READING"));
    }
  }

  @Test
  void imagesOfAnotherPromptAreRefused() {
    try (Engine engine = engine("llava");
        SeenImages one = engine.see(about("What?", "tall.png"), ProgressListener.SILENT)) {
      assertThatThrownBy(() ->
              engine.prepare(about("What?", "tall.png", "wide.png"), one, ProgressListener.SILENT))
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith("expected 1 image placeholders");
      assertThatThrownBy(() -> engine.prepare(about("What?"), one, ProgressListener.SILENT))
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith("expected 1 image placeholders");
    }
  }

  @Test
  void forgottenImagesAreRefused() {
    Prompt prompt = about("What?", "tall.png");
    try (Engine engine = engine("llava")) {
      SeenImages seen = engine.see(prompt, ProgressListener.SILENT);
      seen.close();
      seen.close();
      assertThatThrownBy(() -> engine.prepare(prompt, seen, ProgressListener.SILENT))
          .isInstanceOf(ClosedException.class)
          .hasMessage("the view of the images is closed");
    }
  }
}
