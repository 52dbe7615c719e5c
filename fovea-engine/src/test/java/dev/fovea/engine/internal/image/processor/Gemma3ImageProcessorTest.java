package dev.fovea.engine.internal.image.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.Fixtures;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Gemma3ImageProcessorTest {

  private static Gemma3ImageProcessor processor(String keys) {
    return Gemma3ImageProcessor.from(
        JsonView.parse("t.json", keys.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "wide.png, one_image",
    "alpha.png, image_alpha",
    "gray.png, image_gray",
  })
  void agreesWithTheReferenceBitForBit(String picture, String reference) {
    Path folder = Fixtures.folder("gemma3");
    PixelValues values =
        Gemma3ImageProcessor.from(ModelFolder.open(folder).preprocessor())
            .process(ImageDecoder.decode(folder.resolve("reference").resolve(picture)));

    assertThat(values.data())
        .containsExactly(Fixtures.reference("gemma3", reference).floats("pixel_values"));
  }

  @Test
  void absentKeysMeanTheDefaultsOfTheClass() {
    assertThat(processor("{}")).isEqualTo(Gemma3ImageProcessor.square(224));
    assertThat(
            processor(
                "{'image_processor_type': 'Gemma3ImageProcessorFast', 'size': 224,"
                    + " 'do_pan_and_scan': true, 'pan_and_scan_max_num_crops': 4}"))
        .isEqualTo(processor("{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'size': {'shortest_edge': 32}} | t.json: size: expected a number or {height, width}, found an object",
        "{'size': {'height': 32, 'width': 0}} | t.json: size.width: expected a length of at least 1, found 0",
        "{'image_processor_type': 'SiglipImageProcessor'} | t.json: image_processor_type: expected"
            + " Gemma3ImageProcessor, found \"SiglipImageProcessor\"",
      })
  void saysWhichSettingIsWrong(String keys, String message) {
    assertThatThrownBy(() -> processor(keys))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }
}
