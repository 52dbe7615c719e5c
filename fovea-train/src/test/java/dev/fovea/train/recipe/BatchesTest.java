package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.dialogue.SampleForm;
import dev.fovea.scenes.scene.ScenePainter;
import dev.fovea.train.learn.Batch;
import dev.fovea.train.learn.Learner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchesTest {
  private static final int PATCHES = 9;
  private static final int TEXT_STRIDE = 4;

  private final Recipe recipe = TinyRecipe.recipe();
  private final Stage words = recipe.stages().getFirst();
  private final Stage questions = recipe.stages().getLast();
  private Tokenizer tokenizer;
  private Learner learner;
  private DialogueText dialogues;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    ModelSkeleton.write(recipe, folder);
    tokenizer = Tokenizer.open(folder);
    learner = Learner.create(ModelFolder.open(folder), tokenizer, "float32", "cpu", 2, 0);
    dialogues = new DialogueText(tokenizer, PATCHES);
  }

  @AfterAll
  void close() {
    learner.close();
    tokenizer.close();
  }

  private Batches batches() {
    return new Batches(
        recipe, learner, dialogues, new SampleTokens(tokenizer), new SceneWords(tokenizer, 32));
  }

  @Test
  void aStepHasTheSameSamplesHoweverTrainingCameThere() {
    Batches one = batches();
    for (int step = 0; step < 5; step++) {
      one.of(questions, step);
    }
    List<Batch> found = one.of(questions, 5);
    List<Batch> expected = batches().of(questions, 5);
    for (int i = 0; i < 2; i++) {
      assertThat(found.get(i)).usingRecursiveComparison().isEqualTo(expected.get(i));
    }
  }

  @Test
  void stepsAndPartsDifferFromEachOther() {
    List<int[]> ids =
        IntStream.range(0, 6)
            .boxed()
            .flatMap(step -> batches().of(questions, step).stream().map(Batch::ids))
            .toList();

    assertThat(ids).hasSize(12);
    assertThat(ids.stream().map(Arrays::toString).distinct()).hasSize(12);
  }

  @Test
  void partsHaveTheSequencesOfTheirBucketAndNamesWhereTheStageWantsThem() {
    for (Batch part : batches().of(words, 2)) {
      assertThat(part.sequences()).isEqualTo(2);
      assertThat(part.weight()).isZero();
      assertThat(part.names()).hasSize(7);
      assertThat(part.names().getFirst().chosen()).hasSize(2 * PATCHES);
      assertThat(part.pixels().shape()).containsExactly(2, 3, 96, 96);
    }
  }

  /// With a weight of 1, text counts as much as answers do, and still at every fourth place only.
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1})
  void samplesStandSideBySideAndPaddingHasNoWeight(double textWeight) {
    List<Sample> samples = Samples.of(SampleForm.INTERLEAVED, 5);
    List<DialogueText.Tokens> texts =
        samples.stream().map(sample -> dialogues.of(sample, 1, textWeight)).toList();

    Batch batch = batches().assemble(samples, texts, false);

    assertThat(batch.names()).isEmpty();
    assertThat(batch.visualRows()).hasSize(5 * PATCHES);
    assertThat(batch.pixels().values())
        .containsExactly(
            learner
                .pixels(samples.stream().map(it -> ScenePainter.paint(it.scene())).toList())
                .values());
    int padding = 0;
    for (int i = 0; i < 5; i++) {
      DialogueText.Tokens text = texts.get(i);
      for (int j = 0; j < batch.length(); j++) {
        int at = i * batch.length() + j;
        if (j >= text.ids().length) {
          assertThat(batch.ids()[at]).isZero();
          assertThat(batch.weights()[at]).isZero();
          padding++;
        } else {
          boolean left = !text.answered()[j] && (i + j) % TEXT_STRIDE != 0;
          assertThat(batch.ids()[at]).isEqualTo(text.ids()[j]);
          assertThat(batch.weights()[at]).isEqualTo(left ? 0 : text.weights()[j]);
        }
      }
      int first = i * batch.length();
      assertThat(Arrays.copyOfRange(batch.visualRows(), i * PATCHES, (i + 1) * PATCHES))
          .containsExactly(
              IntStream.range(first, first + batch.length())
                  .filter(at -> batch.ids()[at] == dialogues.image())
                  .toArray());
    }
    assertThat(padding).isPositive();
  }

  /// By words, whose sums are those of whole sentences.
  @Test
  void tokensAreCountedAsTheTokenizerCountsThem() {
    SampleTokens counter = new SampleTokens(tokenizer);
    for (Sample sample : Samples.of(SampleForm.FINAL, 5)) {
      String text = sample.exchanges().getFirst().userText();
      assertThat(counter.applyAsInt(text)).isEqualTo(tokenizer.encode(text, false).ids().length);
    }
  }
}
