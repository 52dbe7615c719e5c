package dev.fovea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.answer.Answer.Finish;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Loading by name, and answers against those of the modules below.
class FoveaTest {
  @ParameterizedTest
  @ValueSource(strings = {"builtin", "llava", "qwen2_vl"})
  void answersAreThoseOfTheModulesBelow(String model) {
    try (Fovea fovea = Models.load(model)) {
      Prompt prompt = Models.aboutTheBook("Which boat came late?");
      GenerationOptions greedy = fovea.engine().defaults().greedy(8);
      AskOptions.Builder eight = AskOptions.builder().maxTokens(8);
      Optional<PruningPolicy> paper = Optional.of(PruningPolicy.preset("paper").withRate(0.3));
      PruningPolicy snapkv = PruningPolicy.preset("snapkv").withRate(0.5);

      same(
          fovea.ask(prompt, eight.pruning(Pruning.off()).build()),
          Models.below(fovea, prompt, Optional.empty(), greedy));
      same(
          fovea.ask(prompt, eight.pruning(Pruning.byDefault()).build()),
          Models.below(fovea, prompt, paper, greedy));
      same(
          fovea.ask(prompt, eight.pruning(Pruning.preset("snapkv").with("rate=0.5")).build()),
          Models.below(fovea, prompt, Optional.of(snapkv), greedy));
      same(
          fovea.ask(prompt),
          Models.below(fovea, prompt, paper, fovea.engine().defaults().greedy(512)));
    }
  }

  static void same(PrunedAnswer found, PrunedAnswer expected) {
    assertThat(found.answer().tokens()).isEqualTo(expected.answer().tokens()).isNotEmpty();
    assertThat(found.answer().text()).isEqualTo(expected.answer().text());
    assertThat(found.answer().finish()).isEqualTo(expected.answer().finish());
    assertThat(found.trace()).isEqualTo(expected.trace());
  }

  @Test
  void samplingAndStopsReachTheModel() {
    try (Fovea fovea = Models.load("llava")) {
      Prompt prompt = Models.aboutTheBook("Which boat came late?");
      AskOptions.Builder options = AskOptions.builder().maxTokens(12).pruning(Pruning.off());
      GenerationOptions greedy = fovea.engine().defaults().greedy(12);
      PrunedAnswer whole = fovea.ask(prompt, options.build());

      PrunedAnswer sampled = fovea.ask(prompt, options.sampling(1.5, 7).build());

      GenerationOptions drawn =
          greedy.withSampling(greedy.sampling().toBuilder().temperature(1.5).seed(7).build());
      same(sampled, Models.below(fovea, prompt, Optional.empty(), drawn));
      assertThat(sampled.answer().tokens()).isNotEqualTo(whole.answer().tokens());

      String text = whole.answer().text();
      String end = text.substring(text.length() / 2, text.length() / 2 + 2);
      PrunedAnswer stopped = fovea.ask(prompt, options.sampling(0, 0).stop(end).build());

      assertThat(stopped.answer().text()).isEqualTo(text.substring(0, text.indexOf(end)));
      assertThat(stopped.answer().finish()).isEqualTo(Finish.STOP);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | found neither a folder of that name nor a cached repository",
        "nobody/nothing | found neither a folder of that name nor a cached repository",
        "'' | model \"\": expected a folder, or a repository name",
        "../fixtures/llava/config.json | expected the folder of a model, found a file",
      })
  void unknownModelsAreRefusedByName(String model, String why) {
    assertThatThrownBy(() -> Fovea.load(model))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aFolderWithoutAModelIsRefused(@TempDir Path empty) throws IOException {
    Files.writeString(empty.resolve("notes.txt"), "no model");
    assertThatThrownBy(() -> Fovea.load(empty.toString()))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("config.json");
  }

  @Test
  void aModelIsCalledByItsNameOrTheLastPartOfItsFolder() {
    try (Fovea builtin = Fovea.load("builtin");
        Fovea folder = Fovea.load("../fixtures/qwen2_vl/")) {
      assertThat(builtin.name()).isEqualTo("builtin");
      assertThat(folder.name()).isEqualTo("qwen2_vl");
      assertThat(folder.info().device()).isEqualTo("cpu");
      assertThat(folder.loadTime()).isPositive();
    }
  }

  @Test
  void answersComeFromAnotherThreadToo() {
    try (Fovea fovea = Models.load("llava")) {
      Prompt prompt = Models.aboutTheBook("Which boat came late?");
      AskOptions eight = AskOptions.builder().maxTokens(8).build();

      PrunedAnswer answer = fovea.askAsync(prompt, eight).join();

      same(answer, fovea.ask(prompt, eight));
      assertThatThrownBy(
              () -> fovea.askAsync(Prompt.builder().question("What is <image>?").build()).join())
          .hasCauseInstanceOf(FoveaException.class)
          .hasMessageContaining("<image>");
    }
  }

  /// The answering thread waits for what only its interruption can end.
  @Test
  void cancellingTheFutureInterruptsTheAnswer() throws InterruptedException {
    try (Fovea fovea = Models.load("llava")) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch interrupted = new CountDownLatch(1);
      AskOptions waiting =
          AskOptions.builder()
              .generation(options -> {
                begun.countDown();
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
                return options;
              })
              .build();

      CompletableFuture<PrunedAnswer> future =
          fovea.askAsync(Models.aboutTheBook("Which boat?"), waiting);
      begun.await();
      assertThat(future.cancel(true)).isTrue();

      interrupted.await();
      Models.awaitNoThreads();
      assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void aClosedModelAnswersNothing() {
    Fovea fovea = Models.load("llava");
    Prompt prompt = Models.aboutTheBook("Which boat?");
    Chat chat = fovea.chat().image(Models.picture("tall.png")).start();
    fovea.close();
    fovea.close();

    assertThatThrownBy(() -> fovea.ask(prompt)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> fovea.askAsync(prompt).join())
        .hasCauseInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> chat.ask("Which boat?"))
        .isInstanceOf(ClosedException.class)
        .hasMessage("the engine is closed");
    chat.close();
  }
}
