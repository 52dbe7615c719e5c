package dev.fovea.engine.internal.image.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Against what transformers computed (`idefics3_pixtral.py`).
class PixtralImageProcessorTest {

  static Stream<String[]> cases() {
    return Expectations.table("pixtral.tsv");
  }

  @ParameterizedTest(name = "{0} x {1}, {4}: {6}")
  @MethodSource("cases")
  void hasTheVeryFloatsOfTransformers(
      int width,
      int height,
      int pixelsDown,
      int pixelsAcross,
      int unit,
      String sha256,
      String configuration) {
    PixtralImageProcessor processor = processor(configuration, unit);
    PixelValues values = processor.process(Expectations.noise(width, height));
    assertThat(values.height()).isEqualTo(pixelsDown);
    assertThat(values.width()).isEqualTo(pixelsAcross);
    assertThat(processor.tokens(values))
        .isEqualTo(new Grid(pixelsDown / unit, pixelsAcross / unit));
    assertThat(Expectations.sha256(values.data())).isEqualTo(sha256);
  }

  @Test
  void refusesAPictureOfWhichNothingIsLeft() {
    assertThatThrownBy(() -> processor("{}", 16).process(Expectations.noise(2_000, 1)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "a picture of 2000 x 1 is too thin: scaled down to 1024 x 0 it has no pixels left");
  }

  @Test
  void aPictureThatIsNotResizedKeepsItsEdgesOutOfTheTokens() {
    PixtralImageProcessor processor = processor("{\"do_resize\": false}", 8);
    PixelValues values = processor.process(Expectations.noise(30, 17));
    assertThat(values.width()).isEqualTo(30);
    assertThat(processor.tokens(values)).isEqualTo(new Grid(2, 3));
    assertThatThrownBy(() -> processor.process(Expectations.noise(30, 7)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "a picture of 30 x 7: expected at least 8 x 8, for the image processor does not resize");
  }

  @Test
  void withoutAFolderTheTowersOwnSizeIsTheBound() {
    assertThat(PixtralImageProcessor.fitting(1024, 16)).isEqualTo(processor("{}", 16));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"size\": {\"shortest_edge\": 4}} | t.json: size: expected a number or {height, width}, found an object",
        "{\"do_center_crop\": true} | t.json: do_center_crop: expected false (cropping is not supported), found true",
        "{\"image_processor_type\": \"CLIPImageProcessor\"} | t.json: image_processor_type: expected PixtralImageProcessor, found \"CLIPImageProcessor\""
      })
  void saysWhichSettingIsWrong(String configuration, String message) {
    assertThatThrownBy(() -> processor(configuration, 16))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  private static PixtralImageProcessor processor(String configuration, int unit) {
    return PixtralImageProcessor.from(
        JsonView.parse("t.json", configuration.getBytes(StandardCharsets.UTF_8)), unit);
  }
}
