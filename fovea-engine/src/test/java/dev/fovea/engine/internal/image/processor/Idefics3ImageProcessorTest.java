package dev.fovea.engine.internal.image.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.internal.image.processor.Idefics3ImageProcessor.Tiles;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Against what transformers computed (`idefics3_pixtral.py`).
class Idefics3ImageProcessorTest {

  static Stream<String[]> cases() {
    return Expectations.table("idefics3.tsv");
  }

  @ParameterizedTest(name = "{0} x {1}: {6}")
  @MethodSource("cases")
  void hasTheVeryFloatsOfTransformers(
      int width,
      int height,
      int rows,
      int columns,
      int count,
      String sha256,
      String configuration) {
    Tiles tiles = processor(configuration).process(Expectations.noise(width, height));
    assertThat(tiles.grid()).isEqualTo(new Grid(rows, columns));
    assertThat(tiles.values()).hasSize(count);
    assertThat(Expectations.sha256(PixelValues.concatenate(tiles.values()))).isEqualTo(sha256);
  }

  @Test
  void aStripBecomesAsFewTilesAsASquareAcross() {
    Tiles tiles = processor("{}").process(Expectations.noise(20_000, 10));
    assertThat(tiles.grid()).isEqualTo(new Grid(1, 4));
    assertThat(PixelValues.concatenate(tiles.values())).hasSize(5 * 3 * 364 * 364);
  }

  @Test
  void withoutAFolderThereAreUpToFourTimesFourTiles() {
    assertThat(Idefics3ImageProcessor.tiles(364)).isEqualTo(processor("{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}",
        "{\"image_processor_type\": \"Idefics3ImageProcessorFast\"}",
        "{\"image_processor_type\": \"SmolVLMImageProcessor\", \"do_pad\": true}",
        "{\"size\": {\"longest_edge\": 1456}, \"max_image_size\": {\"longest_edge\": 364}}",
        "{\"resample\": 1, \"image_mean\": [0.5, 0.5, 0.5], \"do_image_splitting\": true}",
      })
  void readsTheSameSettingsFromEveryForm(String configuration) {
    assertThat(processor(configuration)).isEqualTo(processor("{\"do_rescale\": true}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"size\": {\"height\": 4, \"width\": 4}} | t.json: size: expected {longest_edge}, found an object",
        "{\"max_image_size\": {\"longest_edge\": 0}} | t.json: max_image_size.longest_edge: expected a length of at least 1, found 0",
        "{\"image_processor_type\": \"CLIPImageProcessor\"} | t.json: image_processor_type: expected Idefics3ImageProcessor or SmolVLMImageProcessor, found \"CLIPImageProcessor\""
      })
  void saysWhichSettingIsWrong(String configuration, String message) {
    assertThatThrownBy(() -> processor(configuration))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  private static Idefics3ImageProcessor processor(String configuration) {
    return Idefics3ImageProcessor.from(
        JsonView.parse("t.json", configuration.getBytes(StandardCharsets.UTF_8)));
  }
}
