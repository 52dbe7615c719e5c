package dev.fovea.engine.internal.model.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Fixtures;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.observe.PreparedPrompt;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Idefics3Test {
  private static final String TILE = "<image>".repeat(4);

  @TempDir Path folder;

  @Test
  void aPictureIsWrittenTileByTileAndThenAsAWhole() {
    try (Engine engine = Fixtures.engine("idefics3")) {
      ImageInput input = input(engine, 96, 40);
      assertThat(input.grid()).isEqualTo(new Grid(1, 2));
      assertThat(input.shape()).containsExactly(3, 3, 24, 24);
      assertThat(input.expansion())
          .isEqualTo(
              "<fake_token_around_image><row_1_col_1>"
                  + TILE
                  + "<fake_token_around_image><row_1_col_2>"
                  + TILE
                  + "\n\n<fake_token_around_image><global-img>"
                  + TILE
                  + "<fake_token_around_image>");
      assertThat(input.areas()).hasSize(12);
      assertThat(input.areas().get(1)).isEqualTo(new ImageArea(0.25, 0, 0.5, 0.5));
      assertThat(input.areas().get(6)).isEqualTo(new ImageArea(0.5, 0.5, 0.75, 1));
      assertThat(input.areas().subList(8, 12)).isEqualTo(ImageArea.WHOLE.cells(new Grid(2, 2)));
    }
  }

  @Test
  void aPictureOfOneTileIsWrittenOnce() {
    Path model =
        Fixtures.changed(
            "idefics3",
            folder,
            "processor_config.json",
            "\"longest_edge\": 48",
            "\"longest_edge\": 20");
    try (Engine engine = Fixtures.engine(model)) {
      ImageInput input = input(engine, 96, 40);
      assertThat(input.expansion())
          .isEqualTo("<fake_token_around_image><global-img>" + TILE + "<fake_token_around_image>");
      assertThat(input.areas()).isEqualTo(ImageArea.WHOLE.cells(new Grid(2, 2)));
    }
  }

  @Test
  void pixelsThatFillNoPatchAreNotShownByAnyToken() {
    Path model =
        Fixtures.changed(
            "idefics3",
            folder,
            "processor_config.json",
            "\"longest_edge\": 24",
            "\"longest_edge\": 27");
    try (Engine engine = Fixtures.engine(model)) {
      ImageInput input = input(engine, 96, 40);
      assertThat(input.grid()).isEqualTo(new Grid(1, 2));
      ImageArea last = input.areas().getLast();
      assertThat(last.right()).isCloseTo(24 / 27.0, offset(1e-12));
      assertThat(last.bottom()).isCloseTo(24 / 27.0, offset(1e-12));
      assertThat(input.areas().get(7).right()).isCloseTo(0.5 + 12 / 27.0, offset(1e-12));
    }
  }

  @Test
  void smolvlmIsTheSameNetwork() {
    Path model =
        Fixtures.changed(
            "idefics3",
            folder,
            "config.json",
            "\"model_type\": \"idefics3",
            "\"model_type\": \"smolvlm");
    try (Scope scope = new Scope();
        Engine engine = Fixtures.engine(model);
        PreparedPrompt prompt = engine.prepare(Fixtures.prompt("idefics3", "one_image"))) {
      assertThat(engine.model().family()).isEqualTo("smolvlm");
      assertThat(Tensors.toFloats(prompt.embeddings()))
          .containsExactly(
              Fixtures.reference("idefics3", "one_image").floats("inputs_embeds"), offset(2e-4f));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "processor_config.json | \"image_seq_len\": 4 | \"image_seq_len\": 9 | processor_config.json: image_seq_len: expected 4, the visual tokens of a tile, found 9",
        "config.json | \"scale_factor\": 2 | \"scale_factor\": 3 | config.json: scale_factor 3: expected a divisor of 4, the patches of 6 pixels along a tile of 24",
        "config.json | \"scale_factor\": 2 | \"scale_factor\": 0 | config.json: scale_factor: expected 1 or more, found 0",
      })
  void saysWhatDoesNotFit(String file, String from, String to, String message) {
    Path model = Fixtures.changed("idefics3", folder, file, from, to);
    assertThatThrownBy(() -> Fixtures.engine(model))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  private static ImageInput input(Engine engine, int width, int height) {
    RgbImage image = new RgbImage(width, height, new byte[3 * width * height]);
    return engine.model().inputs(List.of(image)).getFirst();
  }
}
