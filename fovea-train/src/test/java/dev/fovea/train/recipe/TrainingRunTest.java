package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Trainings that are stopped and begun again, against one that was not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainingRunTest {
  private Path whole = Path.of("");
  private Path begun = Path.of("");
  private String recipe = "";

  @TempDir private Path folder = Path.of("");

  /// A test that stands in for a kill: nothing is saved after it.
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /// Steps and looks, the last of which may be killed.
  private record Watcher(List<String> seen, String last) implements TrainingListener {
    static Watcher upTo(String last) {
      return new Watcher(new ArrayList<>(), last);
    }

    @Override
    public void step(Step step) {
      see("step " + step.number() + " of " + step.stage().name());
    }

    @Override
    public void look(long step, Accuracy accuracy) {
      see("look " + step + " at " + accuracy.all().asked());
    }

    private void see(String what) {
      seen.add(what);
      if (what.startsWith(last)) {
        throw new Killed();
      }
    }
  }

  @BeforeAll
  void trainWithoutAStop(@TempDir Path base) throws IOException {
    recipe = Files.writeString(base.resolve("tiny.json"), TinyRecipe.JSON).toString();
    begun = base.resolve("begun");
    TrainingRun.open(recipe, begun).close();
    whole = copy(base.resolve("whole"));
    Watcher watcher = Watcher.upTo("never");
    try (TrainingRun run = TrainingRun.open(recipe, whole)) {
      assertThat(run.done()).isZero();
      assertThat(run.run(watcher, () -> false)).isTrue();
      assertThat(run.done()).isEqualTo(8);
    }
    assertThat(watcher.seen())
        .containsExactly(
            "step 1 of words",
            "step 2 of words",
            "look 2 at 4",
            "step 3 of words",
            "step 4 of questions",
            "look 4 at 4",
            "step 5 of questions",
            "step 6 of questions",
            "look 6 at 4",
            "step 7 of questions",
            "step 8 of questions",
            "look 8 at 4");
  }

  /// A training that has begun and has taken no step.
  private Path copy(Path to) {
    try (Stream<Path> files = Files.walk(begun)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(begun.relativize(file).toString()));
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRunThatWasStoppedGoesOnAsIfItHadNot() throws IOException {
    Path stopped = copy(folder.resolve("stopped"));
    try (TrainingRun run = TrainingRun.open(recipe, stopped)) {
      assertThat(run.run(Watcher.upTo("never"), () -> run.done() == 3)).isFalse();
      assertThat(run.model().resolve("model.safetensors")).doesNotExist();
    }
    finish(stopped, 3);
  }

  @Test
  void aRunThatWasKilledGoesOnFromItsLastCheckpoint() throws IOException {
    Path killed = copy(folder.resolve("killed"));
    kill(killed, "step 5", 0);
    assertThat(Files.readAllLines(killed.resolve("steps.csv"))).hasSize(1 + 5);
    // Before the look after step 6 has left a checkpoint.
    kill(killed, "look 6", 4);
    finish(killed, 4);
  }

  private void kill(Path killed, String moment, long begins) {
    try (TrainingRun run = TrainingRun.open(recipe, killed)) {
      assertThat(run.done()).isEqualTo(begins);
      assertThatThrownBy(() -> run.run(Watcher.upTo(moment), () -> false))
          .isInstanceOf(Killed.class);
    }
  }

  private void finish(Path stopped, long done) throws IOException {
    try (TrainingRun run = TrainingRun.open(recipe, stopped)) {
      assertThat(run.done()).isEqualTo(done);
      assertThat(Files.readAllLines(stopped.resolve("steps.csv"))).hasSize(1 + (int) done);
      assertThat(run.run(Watcher.upTo("never"), () -> false)).isTrue();
    }
    assertThat(stopped.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model/model.safetensors"));
    assertThat(stopped.resolve("checkpoint.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("checkpoint.safetensors"));
    assertThat(stopped.resolve("looks.csv")).hasSameTextualContentAs(whole.resolve("looks.csv"));
    assertThat(timeless(stopped)).isEqualTo(timeless(whole)).hasSize(1 + 8);
  }

  /// The steps without the seconds that they took.
  private static List<String> timeless(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("steps.csv")).stream()
        .map(line -> line.substring(0, line.lastIndexOf(',')))
        .toList();
  }

  @Test
  void logsSayWhatWasDone() throws IOException {
    List<String> steps = Files.readAllLines(whole.resolve("steps.csv"));
    assertThat(steps.getFirst())
        .isEqualTo("step,stage,learning_rate,loss,naming_loss,gradient_norm,tokens,seconds");
    assertThat(steps.get(1)).matches("1,words,0\\.00200000,0\\.00000,\\d+\\.\\d{5},.*");
    assertThat(steps.get(4)).matches("4,questions,0\\.00200000,\\d\\.\\d{5},\\d+\\.\\d{5},.*");
    assertThat(Files.readAllLines(whole.resolve("looks.csv")))
        .first()
        .isEqualTo("step,all,colour,shape,place,at,size,presence,count,named,earlier,rule");
  }

  @Test
  void aRunThatIsDoneIsDone() {
    try (TrainingRun run = TrainingRun.open(recipe, whole)) {
      Watcher watcher = Watcher.upTo("step");
      assertThat(run.run(watcher, () -> false)).isTrue();
      assertThat(watcher.seen()).isEmpty();
    }
  }

  @Test
  void anotherRecipeIsRefused() throws IOException {
    Path other = folder.resolve("other.json");
    Files.writeString(other, TinyRecipe.changed("\"seed\": 7", "\"seed\": 8"));

    assertThatThrownBy(() -> TrainingRun.open(other.toString(), begun))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            begun.resolve("recipe.json")
                + ": expected the recipe that this training began with, found another; use a new folder");
  }

  @Test
  void aNameThatNoParameterHasIsNotFrozenInSilence() throws IOException {
    Path other = folder.resolve("frozen.json");
    Files.writeString(
        other, TinyRecipe.changed("language_model.model.layers", "language_model.model.embed"));

    assertThatThrownBy(() -> TrainingRun.open(other.toString(), folder.resolve("frozen")))
        .isInstanceOf(FoveaException.class)
        .hasMessageMatching(
            "frozen in stage 'words': expected the beginning of a parameter's name such as '[a-z_.]+', found 'language_model.model.embed'");
    assertThat(folder.resolve("frozen/recipe.json")).doesNotExist();
  }

  @Test
  void aFileOrAnotherModelIsNotWrittenOver() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Path taken = folder.resolve("taken");
    Files.createDirectories(taken.resolve("model"));
    Files.writeString(taken.resolve("model/model.safetensors"), "x");

    assertThatThrownBy(() -> TrainingRun.open(recipe, file))
        .isInstanceOf(FoveaException.class)
        .hasMessage(file + ": expected a folder, found a file");
    assertThatThrownBy(() -> TrainingRun.open(recipe, taken))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("found another model in it");
    assertThat(taken.resolve("model/config.json")).doesNotExist();
  }

  /// It can be mended and begun again in the same folder.
  @Test
  void aRecipeThatNoModelCanBeBuiltByIsNotKept() throws IOException {
    Path wrong = folder.resolve("wrong.json");
    Files.writeString(
        wrong, TinyRecipe.changed("\"model_type\": \"llava\"", "\"model_type\": \"x\""));
    Path target = folder.resolve("target");

    assertThatThrownBy(() -> TrainingRun.open(wrong.toString(), target))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("model family 'x'");
    assertThat(target.resolve("recipe.json")).doesNotExist();
  }

  @Test
  void logsOfSomethingElseAreNotTakenForOurs() throws IOException {
    Path mine = Files.createDirectory(folder.resolve("mine"));
    Path log = Files.writeString(mine.resolve("steps.csv"), "step,feet\n1,2\n");

    assertThatThrownBy(() -> TrainingRun.open(recipe, mine))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            mine
                + ": expected the folder of a training, or a new one, found a steps.csv of something else in it");
    assertThat(log).hasContent("step,feet\n1,2\n");
    assertThat(mine).isDirectoryNotContaining("glob:**model");
  }

  @Test
  void aRecipeMayLieInTheFolderUnderTheNameThatItIsKeptBy() throws IOException {
    Path mine = Files.createDirectory(folder.resolve("own"));
    Path own = Files.writeString(mine.resolve("recipe.json"), TinyRecipe.JSON);

    try (TrainingRun run = TrainingRun.open(own.toString(), mine)) {
      assertThat(run.done()).isZero();
    }
    assertThat(mine.resolve("model/tokenizer.json")).exists();
    assertThat(own).hasContent(TinyRecipe.JSON);
  }
}
