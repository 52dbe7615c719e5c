package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.dialogue.SampleForm;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.scenes.scene.SceneLabels;
import dev.fovea.scenes.scene.SceneObject;
import dev.fovea.train.learn.Batch.Naming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneWordsTest {
  private static final List<String> NUMBERS =
      List.of("one", "two", "three", "four", "five", "six", "seven");
  private static final List<String> ROWS = List.of("top", "middle", "bottom");
  private static final List<String> COLUMNS = List.of("left", "middle", "right");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(ints = {12, 16})
  void everyPatchIsNamedByWhatItShows(int patch) throws IOException {
    SmallTokenizer.write(folder, 900);
    List<Scene> scenes = Samples.of(SampleForm.SHORT, 6).stream().map(Sample::scene).toList();
    int side = 96 / patch;
    int objects = 0;
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      List<Naming> namings = new SceneWords(tokenizer, patch).namings(scenes);
      assertThat(namings).hasSize(7);
      for (int i = 0; i < scenes.size(); i++) {
        Scene scene = scenes.get(i);
        int[] labels = SceneLabels.of(scene, patch);
        for (int j = 0; j < side * side; j++) {
          int at = i * side * side + j;
          // Thirds of the picture by the patch's upper left corner.
          String row = ROWS.get(j / side * patch / 32);
          String column = COLUMNS.get(j % side * patch / 32);
          String number = NUMBERS.get(scene.objects().size() - 1);
          List<String> expected = List.of("picture", "", "", "", row, column, number);
          if (labels[j] >= 0) {
            SceneObject object = scene.objects().get(labels[j]);
            expected =
                List.of(
                    "shape",
                    object.shape().word(),
                    object.colour().word(),
                    object.size().word(),
                    row,
                    column,
                    number);
            objects++;
          }
          List<String> found = namings.stream().map(naming -> word(tokenizer, naming, at)).toList();
          assertThat(found).isEqualTo(expected);
        }
      }
    }
    assertThat(objects).isGreaterThan(10);
  }

  /// The chosen word of a row, empty where none applies.
  private static String word(Tokenizer tokenizer, Naming naming, int row) {
    int chosen = naming.chosen()[row];
    return chosen < 0 ? "" : tokenizer.decode(new int[] {naming.words()[chosen]}, true).strip();
  }

  @Test
  void aTokenizerThatBeginsTwoWordsAlikeIsRefused() throws IOException {
    SmallTokenizer.write(folder, 300);
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      assertThatThrownBy(() -> new SceneWords(tokenizer, 16))
          .isInstanceOf(FoveaException.class)
          .hasMessage(
              "the tokenizer begins two of circle, square, triangle, star, heart, cross, ring, diamond with the same token; expected a larger vocab_size");
    }
  }
}
