package dev.fovea.engine.internal.model.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Fixtures;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Mistral3Test {
  @TempDir Path folder;

  @Test
  void everyRowOfAPictureEndsWithATokenOfItsOwn() {
    try (Engine engine = Fixtures.engine("mistral3")) {
      ImageInput input = input(engine, 97, 61);
      assertThat(input.grid()).isEqualTo(new Grid(3, 4));
      assertThat(input.shape()).containsExactly(1, 3, 48, 64);
      String row = "[IMG][IMG][IMG][IMG]";
      assertThat(input.expansion())
          .isEqualTo(row + "[IMG_BREAK]" + row + "[IMG_BREAK]" + row + "[IMG_END]");
      assertThat(input.areas()).isEqualTo(ImageArea.WHOLE.cells(new Grid(3, 4)));
    }
  }

  @Test
  void whatIsLeftOverOfAPictureThatIsNotResizedIsNotShownByAnyToken() {
    Path model =
        Fixtures.changed(
            "mistral3",
            folder,
            "processor_config.json",
            "\"do_resize\": true",
            "\"do_resize\": false");
    try (Engine engine = Fixtures.engine(model)) {
      ImageInput input = input(engine, 40, 64);
      assertThat(input.grid()).isEqualTo(new Grid(4, 2));
      assertThat(input.areas().getLast()).isEqualTo(new ImageArea(0.4, 0.75, 0.8, 1));
      assertThat(engine.model().features(List.of(input)).embeddings().size(0)).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "processor_config.json | \"spatial_merge_size\": 2 | \"spatial_merge_size\": 1 | processor_config.json: patch_size 8 and spatial_merge_size 1: expected 8 and 2, as config.json has them",
        "config.json | \"spatial_merge_size\": 2 | \"spatial_merge_size\": 0 | config.json: spatial_merge_size: expected 1 or more, found 0",
        "config.json | \"vision_feature_layer\": -1 | \"vision_feature_layer\": [-2, -1] | config.json: vision_feature_layer: expected one hidden state from -3 to 2, found a list of 2",
        "config.json | \"vision_feature_layer\": -1 | \"vision_feature_layer\": 3 | config.json: vision_feature_layer: expected one hidden state from -3 to 2, found 3",
        "config.json | \"model_type\": \"pixtral\" | \"model_type\": \"siglip_vision_model\" | config.json: vision_config.model_type: expected pixtral, found \"siglip_vision_model\"",
        "config.json | \"rope_type\": \"axial\" | \"rope_type\": \"yarn\" | config.json: vision_config.rope_parameters.rope_type: expected axial or default, found \"yarn\"",
        "config.json | \"num_attention_heads\": 2 | \"num_attention_heads\": 3 | config.json: vision_config.hidden_size 32 is not a multiple of 4 times num_attention_heads 3",
      })
  void saysWhatDoesNotFit(String file, String from, String to, String message) {
    Path model = Fixtures.changed("mistral3", folder, file, from, to);
    assertThatThrownBy(() -> Fixtures.engine(model))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  private static ImageInput input(Engine engine, int width, int height) {
    RgbImage image = new RgbImage(width, height, new byte[3 * width * height]);
    return engine.model().inputs(List.of(image)).getFirst();
  }
}
