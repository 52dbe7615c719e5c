package dev.fovea.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.Fixtures;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.progress.ProgressListener.Stage;
import dev.fovea.engine.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressListenerTest {
  private record Event(Stage stage, long done, long total) {}

  private final List<Event> events = new ArrayList<>();

  private static Engine engine;

  @BeforeAll
  static void load() {
    engine = Fixtures.engine("llava");
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private void hear(Stage stage, long done, long total) {
    events.add(new Event(stage, done, total));
  }

  /// `done` from 0 to `total`, one after the other.
  private static List<Event> counted(Stage stage, int total) {
    List<Event> all = new ArrayList<>();
    for (int done = 0; done <= total; done++) {
      all.add(new Event(stage, done, total));
    }
    return all;
  }

  /// Mapped, and converted piece by piece.
  @ParameterizedTest
  @ValueSource(strings = {"float32", "bfloat16"})
  void loadingCountsTheBytesOfAllWeights(String dtype) {
    long bytes;
    try (Weights weights = ModelFolder.open(Fixtures.folder("llava")).weights()) {
      bytes = weights.totalBytes();
    }

    Engine.load(Fixtures.folder("llava"), new EngineOptions(dtype, "cpu", 1), this::hear).close();

    assertThat(events).hasSizeGreaterThan(50);
    assertThat(events).allMatch(event -> event.stage() == Stage.LOADING && event.total() == bytes);
    assertThat(events).extracting(Event::done).isSorted();
    assertThat(events.getFirst().done()).isZero();
    assertThat(events.getLast().done()).isEqualTo(bytes);
  }

  @Test
  void everyPictureAndEveryLayerIsToldOf() {
    Prompt two = Fixtures.prompt("llava", "two_images");
    try (PreparedPrompt prompt = engine.prepare(two, this::hear)) {
      assertThat(events.stream().distinct()).isEqualTo(counted(Stage.LOOKING, 2));
      events.clear();

      engine.prefill(prompt, PrefillObserver.NONE, 1).close();
      assertThat(events).isEqualTo(counted(Stage.READING, 4));
      events.clear();

      engine.observe(prompt, PrefillObserver.NONE, 3);
      assertThat(events).isEqualTo(counted(Stage.OBSERVING, 3));
    }
  }

  /// As pruning reads it, which selects rows of a prompt.
  @Test
  void whatIsSelectedFromAPromptTellsTheSameListener() {
    try (PreparedPrompt prompt = engine.prepare(Fixtures.prompt("llava", "text_only"), this::hear);
        PreparedPrompt last =
            prompt.select(new int[] {prompt.length() - 1}, PositionRule.RENUMBER);
        PreparedPrompt other = prompt.withLayout(prompt.layout())) {
      assertThat(events).as("there are no pictures").isEmpty();
      engine.observe(last, PrefillObserver.NONE, 1);
      engine.observe(other, PrefillObserver.NONE, 1);
    }
    assertThat(events)
        .containsExactly(
            new Event(Stage.OBSERVING, 0, 1),
            new Event(Stage.OBSERVING, 1, 1),
            new Event(Stage.OBSERVING, 0, 1),
            new Event(Stage.OBSERVING, 1, 1));
  }

  @Test
  void whatAListenerThrowsEndsTheWork() {
    IllegalStateException enough = new IllegalStateException("enough");
    ProgressListener listener =
        (stage, done, total) -> {
          hear(stage, done, total);
          if (stage == Stage.READING && done == 2) {
            throw enough;
          }
        };
    try (PreparedPrompt prompt = engine.prepare(Fixtures.prompt("llava", "one_image"), listener)) {
      assertThatThrownBy(() -> engine.prefill(prompt, PrefillObserver.NONE, 1)).isSameAs(enough);
    }
    assertThat(events.getLast()).isEqualTo(new Event(Stage.READING, 2, 4));
  }
}
