package dev.fovea.engine.internal.image.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.image.resize.ResizeBackend;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClipImageProcessorTest {

  static Stream<String[]> cases() {
    return Expectations.table("clip.tsv");
  }

  @ParameterizedTest(name = "{0} x {1}: {5}")
  @MethodSource("cases")
  void hasTheVeryFloatsOfTransformers(
      int width, int height, int rows, int columns, String sha256, String configuration) {
    PixelValues values = processor(configuration).process(Expectations.noise(width, height));
    assertThat(values.height()).isEqualTo(rows);
    assertThat(values.width()).isEqualTo(columns);
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.data().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values.data());
    assertThat(Expectations.sha256(bytes.array())).isEqualTo(sha256);
  }

  @ParameterizedTest
  @CsvSource({
    "llava, wide.png, one_image",
    "llava, alpha.png, image_alpha",
    "llava, gray.png, image_gray",
    "llava-spm, wide.png, one_image"
  })
  void agreesWithTheReferenceOfAModel(String model, String picture, String reference) {
    Path folder = Expectations.FIXTURES.resolve(model);
    Path file = folder.resolve("reference").resolve(reference + ".safetensors");
    ClipImageProcessor processor = ClipImageProcessor.from(ModelFolder.open(folder).preprocessor());
    PixelValues values =
        processor.process(ImageDecoder.decode(folder.resolve("reference").resolve(picture)));
    assertThat(values.data()).containsExactly(tensor(file, "pixel_values"));
  }

  @Test
  void agreesWithTheReferenceOfPillowsResizing() {
    Path folder = Expectations.FIXTURES.resolve("llava");
    ClipImageProcessor usual = ClipImageProcessor.from(ModelFolder.open(folder).preprocessor());
    ClipImageProcessor processor =
        new ClipImageProcessor(
            usual.resize(), usual.resampling(), ResizeBackend.PIL, usual.crop(), usual.scaling());
    Path reference = folder.resolve("reference");
    float[] expected = tensor(reference.resolve("image_alpha.safetensors"), "pixel_values_pil");
    float[] found = processor.process(ImageDecoder.decode(reference.resolve("alpha.png"))).data();
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      // Pillow's processor rescales and normalises in two steps, which rounds otherwise.
      assertThat(found[i]).isCloseTo(expected[i], Offset.offset(2e-6f));
    }
  }

  @Test
  void aProcessorOfSiglipHasDefaultsOfItsOwn() {
    assertThat(processor("{\"image_processor_type\": \"SiglipImageProcessorFast\"}"))
        .isEqualTo(
            processor(
                """
                {"size": {"height": 224, "width": 224}, "do_center_crop": false,
                 "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}",
        "{\"image_processor_type\": \"CLIPImageProcessor\"}",
        "{\"image_processor_type\": \"CLIPImageProcessorFast\"}",
        "{\"image_processor_type\": \"CLIPImageProcessorPil\"}",
        "{\"feature_extractor_type\": \"CLIPFeatureExtractor\"}",
        "{\"image_processor_type\": \"LlavaImageProcessorFast\", \"do_pad\": false}",
        "{\"size\": 224, \"crop_size\": 224, \"resample\": 3, \"do_convert_rgb\": true}",
        "{\"size\": {\"shortest_edge\": 224, \"height\": null}, \"image_mean\": null}",
      })
  void readsTheSameSettingsFromEveryForm(String configuration) {
    assertThat(processor(configuration)).isEqualTo(processor("{\"do_rescale\": true}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"resample\": 6} | t.json: resample: expected 0 (nearest), 1 (Lanczos), 2 (bilinear), 3 (bicubic), 4 (box) or 5 (Hamming), found 6",
        "{\"size\": {\"longest_edge\": 4}} | t.json: size: expected a number, {shortest_edge}, {shortest_edge, longest_edge}, {height, width} or {max_height, max_width}, found an object",
        "{\"size\": [7]} | t.json: size: expected a height and a width of at least 1, found a list of 1",
        "{\"size\": {\"shortest_edge\": 4, \"longest_edge\": 0}} | t.json: size.longest_edge: expected a length of at least 1, found 0",
        "{\"crop_size\": {\"height\": 4}} | t.json: crop_size: expected a number or {height, width}, found an object",
        "{\"crop_size\": 0} | t.json: crop_size: expected a length of at least 1, found 0",
        "{\"crop_size\": \"a\"} | t.json: crop_size: expected an object, found \"a\"",
        "{\"image_std\": [1, 2]} | t.json: image_std: expected 3 numbers, found a list of 2",
        "{\"rescale_factor\": 0} | t.json: rescale_factor: expected a number above 0, found 0",
        "{\"do_pad\": true} | t.json: do_pad: expected false (padding to a square is not supported), found true",
        "{\"image_processor_type\": \"ViTImageProcessor\"} | t.json: image_processor_type: expected CLIPImageProcessor or LlavaImageProcessor or SiglipImageProcessor, found \"ViTImageProcessor\""
      })
  void saysWhichSettingIsWrong(String configuration, String message) {
    assertThatThrownBy(() -> processor(configuration))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  private static ClipImageProcessor processor(String configuration) {
    return ClipImageProcessor.from(
        JsonView.parse("t.json", configuration.getBytes(StandardCharsets.UTF_8)));
  }

  private static float[] tensor(Path file, String name) {
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      TensorEntry entry = tensors.find(name).orElseThrow();
      return entry
          .data()
          .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    }
  }
}
