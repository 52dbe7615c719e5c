package dev.fovea.engine.internal.image.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.SmartResize;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Patches laid out by hand; whole pictures are compared in the parity tests.
class QwenImageProcessorTest {

  private static QwenImageProcessor processor(String json) {
    byte[] bytes = ("{" + json.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8);
    return QwenImageProcessor.from(JsonView.parse("preprocessor_config.json", bytes));
  }

  /// Red counts the pixels from 0, green from 100; blue is 200.
  private static RgbImage counting(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      rgb[3 * i] = (byte) i;
      rgb[3 * i + 1] = (byte) (100 + i);
      rgb[3 * i + 2] = (byte) 200;
    }
    return new RgbImage(width, height, rgb);
  }

  @Test
  void patchesOfATokenStandTogetherAndEachIsRepeatedForEveryFrame() {
    QwenImageProcessor processor =
        processor(
            "'patch_size': 1, 'merge_size': 2, 'temporal_patch_size': 2, 'do_resize': false,"
                + " 'do_rescale': false, 'do_normalize': false");

    ImageInput input = processor.input(counting(4, 2), "<i>");

    assertThat(input.shape()).containsExactly(8, 6);
    assertThat(input.grid()).isEqualTo(new Grid(1, 2));
    assertThat(input.expansion()).isEqualTo("<i><i>");
    assertThat(input.areas())
        .containsExactly(new ImageArea(0, 0, 0.5, 1), new ImageArea(0.5, 0, 1, 1));
    int[] pixels = {0, 1, 4, 5, 2, 3, 6, 7};
    for (int patch = 0; patch < pixels.length; patch++) {
      float[] values = java.util.Arrays.copyOfRange(input.values(), 6 * patch, 6 * patch + 6);
      int pixel = pixels[patch];
      assertThat(values).containsExactly(pixel, pixel, 100 + pixel, 100 + pixel, 200, 200);
    }
  }

  @Test
  void pixelsOfAPatchStandRowByRow() {
    QwenImageProcessor processor =
        processor(
            "'patch_size': 2, 'merge_size': 1, 'temporal_patch_size': 1, 'do_resize': false,"
                + " 'do_rescale': false, 'do_normalize': false");

    float[] values = processor.input(counting(4, 2), "<i>").values();

    assertThat(values)
        .containsExactly(
            0, 1, 4, 5, 100, 101, 104, 105, 200, 200, 200, 200, //
            2, 3, 6, 7, 102, 103, 106, 107, 200, 200, 200, 200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'merge_size': 2 | 28 | 3136 | 1003520",
        "'size': {'shortest_edge': 10, 'longest_edge': 20} | 28 | 10 | 20",
        "'size': {'shortest_edge': 10, 'longest_edge': 20}, 'max_pixels': 30 | 28 | 10 | 30",
        "'size': {'min_pixels': 1, 'max_pixels': 2}, 'min_pixels': 5, 'max_pixels': 30"
            + " | 28 | 5 | 30",
        "'min_pixels': 7, 'patch_size': 16 | 32 | 7 | 1003520",
      })
  void boundsAreReadFromAllFormsOfPublishedFolders(String json, int unit, long least, long most) {
    assertThat(processor(json).resize()).isEqualTo(Optional.of(new SmartResize(unit, least, most)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'size': {'shortest_edge': 10} | preprocessor_config.json: size.longest_edge: expected a"
            + " whole number, found nothing",
        "'size': {'min_pixels': 1, 'max_pixels': 2} | preprocessor_config.json:"
            + " size.shortest_edge: expected a whole number, found nothing",
        "'patch_size': 0 | preprocessor_config.json: patch_size: expected 1 or more, found 0",
        "'image_processor_type': 'CLIPImageProcessor' | preprocessor_config.json:"
            + " image_processor_type: expected Qwen2VLImageProcessor or Qwen2_5_VLImageProcessor,"
            + " found \"CLIPImageProcessor\"",
      })
  void wrongSettingsAreToldInOneLine(String json, String message) {
    assertThatThrownBy(() -> processor(json))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  @Test
  void withoutResizingPicturesHaveToConsistOfWholeTokens() {
    QwenImageProcessor processor = processor("'patch_size': 2, 'do_resize': false");

    assertThatThrownBy(() -> processor.input(counting(6, 4), "<i>"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "a picture of 6 x 4: expected multiples of 4, for the image processor does not resize");
  }
}
