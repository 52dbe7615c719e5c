package dev.fovea.engine.internal.image.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.TargetSize;
import dev.fovea.engine.image.resize.TargetSize.Exact;
import dev.fovea.engine.internal.image.processor.PixelScaling.Normalization;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorSettingsTest {

  @Test
  void absentKeysMeanWhatTheProcessorSays() {
    ProcessorSettings settings = settings("{}");
    assertThat(settings.does("do_resize", true)).isTrue();
    assertThat(settings.does("do_pad", false)).isFalse();
    assertThat(settings.size(new Exact(3, 4), true)).isEqualTo(new Exact(3, 4));
    assertThat(settings.exact("crop_size", new Exact(5, 6))).isEqualTo(new Exact(5, 6));
    assertThat(settings.longestEdge("max_image_size", 364)).isEqualTo(364);
    assertThat(settings.resampling(Resampling.LANCZOS)).isEqualTo(Resampling.LANCZOS);
    assertThat(settings.scaling(Normalization.HALF))
        .isEqualTo(new PixelScaling(Optional.of(1 / 255.0), Optional.of(Normalization.HALF)));
  }

  @Test
  void aStepThatIsNullIsNotDone() {
    assertThat(settings("{\"do_resize\": null}").does("do_resize", true)).isFalse();
    assertThat(
            settings("{\"do_rescale\": null, \"do_normalize\": false}").scaling(Normalization.CLIP))
        .isEqualTo(new PixelScaling(Optional.empty(), Optional.empty()));
  }

  @Test
  void readsSizesInAllForms() {
    assertThat(size("7", false)).isEqualTo(new TargetSize.ShortestEdge(7));
    assertThat(size("7", true)).isEqualTo(new Exact(7, 7));
    assertThat(size("[7, 8]", false)).isEqualTo(new Exact(7, 8));
    assertThat(size("{\"shortest_edge\": 7}", true)).isEqualTo(new TargetSize.ShortestEdge(7));
    assertThat(size("{\"longest_edge\": 9, \"shortest_edge\": 7}", true))
        .isEqualTo(new TargetSize.Edges(7, 9));
    assertThat(size("{\"width\": 8, \"height\": 7}", false)).isEqualTo(new Exact(7, 8));
    assertThat(size("{\"max_height\": 7, \"max_width\": 8}", false))
        .isEqualTo(new TargetSize.Bounds(7, 8));
    assertThat(settings("{\"size\": {\"longest_edge\": 9}}").longestEdge("size", 1)).isEqualTo(9);
    assertThat(settings("{\"patch_size\": 14}").exact("patch_size", new Exact(1, 1)))
        .isEqualTo(new Exact(14, 14));
  }

  @Test
  void oneMeanIsThatOfAllChannels() {
    assertThat(settings("{\"image_mean\": 0.25, \"image_std\": [0.5]}").scaling(Normalization.CLIP))
        .extracting(scaling -> scaling.normalization().orElseThrow())
        .isEqualTo(new Normalization(List.of(0.25, 0.25, 0.25), List.of(0.5, 0.5, 0.5)));
  }

  @Test
  void acceptsTheOldAndTheOtherNamesOfItsClass() {
    for (String name : List.of("AImageProcessor", "AImageProcessorFast", "AImageProcessorPil")) {
      assertThat(settings(String.format(Locale.ROOT, "{\"image_processor_type\": \"%s\"}", name)))
          .isNotNull();
    }
    assertThat(settings("{\"feature_extractor_type\": \"BFeatureExtractor\"}")).isNotNull();
    assertThatThrownBy(() -> settings("{\"image_processor_type\": \"CImageProcessorFast\"}"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "t.json: image_processor_type: expected AImageProcessor or BImageProcessor, found \"CImageProcessorFast\"");
  }

  @Test
  void saysWhichFormOfASizeItExpects() {
    assertThatThrownBy(() -> settings("{\"size\": {\"height\": 9}}").longestEdge("size", 1))
        .isInstanceOf(FoveaException.class)
        .hasMessage("t.json: size: expected {longest_edge}, found an object");
  }

  /// Sizes that `get_size_with_aspect_ratio` and `get_image_size_for_max_height_width` of
  /// transformers give.
  @ParameterizedTest
  @CsvSource({
    "97, 61, 30, 45, 45 x 28, 45 x 28",
    "41, 83, 30, 45, 22 x 45, 14 x 30",
    "50, 50, 30, 29, 29 x 29, 28 x 28",
    "640, 480, 336, 400, 400 x 300, 400 x 300",
    "480, 640, 336, 672, 336 x 448, 252 x 336",
    "1000, 3, 2, 700, 666 x 2, 666 x 2",
    "61, 97, 61, 70, 44 x 70, 38 x 61",
    "97, 45, 31, 67, 66 x 31, 66 x 31",
    "333, 500, 224, 300, 200 x 300, 149 x 224"
  })
  void sizesKeepTheProportion(int width, int height, int a, int b, String edges, String bounds) {
    RgbImage image = new RgbImage(width, height, new byte[3 * width * height]);
    assertThat(shown(new TargetSize.Edges(a, b).of(image))).isEqualTo(edges);
    assertThat(shown(new TargetSize.Bounds(a, b).of(image))).isEqualTo(bounds);
  }

  @Test
  void refusesAPictureOfWhichNothingWouldBeLeft() {
    RgbImage strip = new RgbImage(1, 500, new byte[1500]);
    assertThatThrownBy(() -> new TargetSize.Edges(30, 40).of(strip))
        .isInstanceOf(FoveaException.class)
        .hasMessage("a picture of 1 x 500 cannot be resized to 0 x 40: expected at least 1 x 1");
    assertThatThrownBy(() -> new TargetSize.Bounds(30, 40).of(strip))
        .isInstanceOf(FoveaException.class)
        .hasMessage("a picture of 1 x 500 cannot be resized to 0 x 30: expected at least 1 x 1");
  }

  private static String shown(Exact size) {
    return size.width() + " x " + size.height();
  }

  private static TargetSize size(String value, boolean numberIsSquare) {
    return settings(String.format(Locale.ROOT, "{\"size\": %s}", value))
        .size(new Exact(1, 1), numberIsSquare);
  }

  private static ProcessorSettings settings(String json) {
    return new ProcessorSettings(
        JsonView.parse("t.json", json.getBytes(StandardCharsets.UTF_8)),
        "AImageProcessor",
        "BImageProcessor");
  }
}
