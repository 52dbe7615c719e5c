package dev.fovea.engine.internal.model.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Fixtures;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// LLaVA-NeXT and LLaVA-OneVision as folders: what they refuse, and what they mark.
class TiledModelsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "llava_next | config.json | \"clip_vision_model\" | \"dinov2\" | vision_config.model_type: expected clip_vision_model or siglip_vision_model, found \"dinov2\"",
        "llava_next | config.json | \"vision_feature_select_strategy\": \"default\" | \"vision_feature_select_strategy\": \"full\" | vision_feature_select_strategy: expected default (the tower has a class token, which belongs to no place in a tile), found \"full\"",
        "llava_onevision | config.json | \"vision_feature_select_strategy\": \"full\" | \"vision_feature_select_strategy\": \"default\" | vision_feature_select_strategy: expected full (the tower has no class token to drop), found \"default\"",
        "llava_next | config.json | \"vision_feature_layer\": -2 | \"vision_feature_layer\": [] | vision_feature_layer: expected at least one hidden state, found a list of 0",
        "llava_next | config.json | \"vision_feature_layer\": -2 | \"vision_feature_layer\": 4 | vision_feature_layer: expected hidden states from -4 to 3, found 4",
        "llava_onevision | config.json | \"anyres_max_4\" | \"square\" | vision_aspect_ratio: expected anyres_max_ and a number of tiles, found \"square\"",
        "llava_onevision | processor_config.json | \"anyres_max_4\" | \"anyres_max_9\" | vision_aspect_ratio: expected \"anyres_max_4\" as config.json has it, found \"anyres_max_9\"",
        "llava_onevision | processor_config.json | \"num_image_tokens\": 9 | \"num_image_tokens\": 16 | num_image_tokens: expected 9 as config.json has it, found 16",
        "llava_next | processor_config.json | \"patch_size\": 8 | \"patch_size\": 12 | patch_size: expected 8 as config.json has it, found 12",
        "llava_next | processor_config.json | \"num_additional_image_tokens\": 1 | \"num_additional_image_tokens\": 0 | num_additional_image_tokens: expected 1 as config.json has it, found 0",
        "llava_next | config.json | \"image_grid_pinpoints\" | \"other_pinpoints\" | image_grid_pinpoints: expected the same sizes as in the settings of the image processor, found nothing",
      })
  void whatDoesNotFitIsRefusedByName(
      String model, String file, String before, String after, String message) throws IOException {
    copy(Fixtures.folder(model));
    Path changed = folder.resolve(file);
    String text = Files.readString(changed);
    assertThat(text).contains(before);
    Files.writeString(changed, text.replace(before, after));

    assertThatThrownBy(() -> Fixtures.engine(folder).close())
        .isInstanceOf(FoveaException.class)
        .hasMessage(file + ": " + message);
  }

  private void copy(Path model) throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  /// 97 x 61 on LLaVA-NeXT's canvas of 48 x 48: 6 rows of 6, of which 4 rows lie on the picture.
  @Test
  void theNewlineBehindEveryRowIsFixed() {
    try (Engine engine = Fixtures.engine("llava_next")) {
      PromptLayout layout = engine.layout(Fixtures.prompt("llava_next", "one_image"));
      List<Token> visual =
          Arrays.stream(layout.positions(TokenRole.VISUAL)).mapToObj(layout.tokens()::get).toList();
      assertThat(visual).hasSize(37);
      int[] fixed = IntStream.range(0, 37).filter(i -> visual.get(i).fixed()).toArray();
      assertThat(fixed).containsExactly(15, 22, 29, 36);
      assertThat(layout.tokens()).filteredOn(Token::fixed).hasSize(4);
    }
  }

  @Test
  void severalPicturesOfOneVisionAreNotTiled() {
    try (Engine engine = Fixtures.engine("llava_onevision")) {
      assertThat(engine.inputs(Fixtures.prompt("llava_onevision", "one_image")))
          .allSatisfy(input -> assertThat(input.shape()[0]).isGreaterThan(1));
      assertThat(engine.inputs(Fixtures.prompt("llava_onevision", "two_images")))
          .hasSize(2)
          .allSatisfy(input -> {
            assertThat(input.shape()).containsExactly(1, 3, 24, 24);
            assertThat(input.tokens()).isEqualTo(10);
          });
    }
  }
}
