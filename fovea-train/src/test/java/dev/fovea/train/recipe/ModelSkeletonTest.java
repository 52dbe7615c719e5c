package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSkeletonTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void theFolderHoldsAllButWeights() throws IOException {
    ModelSkeleton.write(TinyRecipe.recipe(), folder);

    ModelFolder written = ModelFolder.open(folder);
    assertThat(written.config().toJava()).isEqualTo(TinyRecipe.recipe().config().toJava());
    assertThat(written.processor().integer("patch_size")).isEqualTo(32);
    assertThat(written.chatTemplate().orElseThrow()).contains("ASSISTANT:");
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      assertThat(tokenizer.vocabularySize()).isBetween(900, 1008);
      assertThat(tokenizer.id("<image>")).hasValue(written.config().integer("image_token_index"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"image_size\": 96' | '\"image_size\": 64' | 'model.vision_config.image_size: expected 96, the size of the scenes, found 64'",
        "'\"patch_size\": 32' | '\"patch_size\": 14' | 'model.vision_config.patch_size: expected a divisor of 96, found 14'",
        "'\"vocab_size\": 1008' | '\"vocab_size\": 200' | 'model.text_config.vocab_size: expected at least 260, found 200'",
      })
  void modelsThatScenesDoNotFitAreRefused(String from, String to, String message) {
    Recipe recipe = TinyRecipe.recipe(TinyRecipe.changed(from, to));

    assertThatThrownBy(() -> ModelSkeleton.write(recipe, folder))
        .isInstanceOf(FoveaException.class)
        .hasMessage("tiny.json: " + message);
    assertThat(folder).isEmptyDirectory();
  }
}
