package dev.fovea.engine.internal.model.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.Fixtures;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.model.nn.RmsNorm;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is Gemma 3's own; its numbers as a whole are held against the record of `fixtures/gemma3`.
class Gemma3Test {
  private static final Device CPU = new Device("cpu");
  private static final ModelFolder FOLDER = ModelFolder.open(Fixtures.folder("gemma3"));

  private static JsonView json(String source, String keys) {
    return JsonView.parse(source, keys.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static JsonView vision(String keys) {
    return FOLDER
        .config()
        .with("vision_config", json("config.json", "{" + keys + "}").toJava())
        .with("mm_tokens_per_image", 4L);
  }

  /// A model of some shape with random weights.
  private static VisionLanguageModel model(JsonView config) {
    return Families.build(config, ModelWeights.random(1, ScalarType.Float, CPU));
  }

  @Test
  void aPictureIsSquaresOfPatchesInNewlines() {
    try (VisionLanguageModel model = model(FOLDER.config())) {
      ImageInput input = model.inputs(List.of(new RgbImage(3, 2, new byte[18]))).getFirst();

      assertThat(input.shape()).containsExactly(1, 3, 32, 32);
      assertThat(input.areas())
          .containsExactly(
              new ImageArea(0, 0, 0.5, 0.5),
              new ImageArea(0.5, 0, 1, 0.5),
              new ImageArea(0, 0.5, 0.5, 1),
              new ImageArea(0.5, 0.5, 1, 1));
      assertThat(input.expansion())
          .isEqualTo("\n\n<token 373>" + "<token 375>".repeat(4) + "<token 374>\n\n");
    }
  }

  /// 45 pixels are 5 patches of 8 and a rest; 2 tokens of 2 patches leave one patch out.
  @Test
  void whatFillsNoTokenIsNotSeen() {
    try (VisionLanguageModel model =
        model(vision("'image_size': 45, 'patch_size': 8, 'num_hidden_layers': 1"))) {
      ImageInput input = model.inputs(List.of(new RgbImage(3, 2, new byte[18]))).getFirst();

      assertThat(input.areas()).hasSize(4);
      assertThat(input.areas().getLast())
          .isEqualTo(new ImageArea(16 / 45.0, 16 / 45.0, 32 / 45.0, 32 / 45.0));
    }
  }

  @Test
  void aPictureOfExtremeProportionsIsAsLargeAsAnyOther() {
    try (VisionLanguageModel model = model(FOLDER.config())) {
      ImageInput input =
          model.inputs(List.of(new RgbImage(20000, 10, new byte[600000]))).getFirst();

      assertThat(input.values()).hasSize(3 * 32 * 32);
      assertThat(input.tokens()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'mm_tokens_per_image': 25 | config.json: mm_tokens_per_image: expected 1 to 16, the patches"
            + " of a picture, found 25",
        "'mm_tokens_per_image': 0 | config.json: mm_tokens_per_image: expected 1 to 16, the patches"
            + " of a picture, found 0",
        "'vision_config': {'model_type': 'clip_vision_model'} | config.json: vision_config.model_type:"
            + " expected siglip_vision_model, found \"clip_vision_model\"",
      })
  void nonsenseIsToldInOneLine(String keys, String message) {
    JsonView changes = json("config.json", "{" + keys + "}");
    String key = changes.keys().iterator().next();
    JsonView config = FOLDER.config().with(key, changes.value(key).orElseThrow());

    assertThatThrownBy(() -> model(config)).isInstanceOf(FoveaException.class).hasMessage(message);
  }

  @Test
  void theProcessorHasToWriteAsManyTokensAsTheModelMakes() {
    ModelSettings plain = ModelSettings.of(FOLDER.config());
    ModelSettings settings =
        new ModelSettings(
            plain.config(),
            Optional.of(FOLDER.preprocessor()),
            json("processor_config.json", "{'image_seq_length': 9}"),
            plain.specials(),
            plain.token());

    assertThatThrownBy(() -> Gemma3.load(settings, ModelWeights.random(1, ScalarType.Float, CPU)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "processor_config.json: image_seq_length: expected 4, the features that config.json makes"
                + " of a picture, found 9");
  }

  /// sqrt(32) is 5.65625 in bfloat16.
  @Test
  void embeddingsAreMultipliedWithTheRootOfTheWidthRoundedToTheirDtype() {
    try (Scope scope = new Scope();
        VisionLanguageModel wide =
            Families.build(
                FOLDER.config(), ModelWeights.of(FOLDER.weights(), ScalarType.Float, CPU));
        VisionLanguageModel narrow =
            Families.build(
                FOLDER.config(), ModelWeights.of(FOLDER.weights(), ScalarType.BFloat16, CPU))) {
      int[] ids = {5, 77, 300};
      float[] scaled = Tensors.toFloats(wide.text().embed(ids));
      float[] found = Tensors.toFloats(narrow.text().embed(ids));

      for (int i = 0; i < found.length; i++) {
        float stored = scaled[i] / (float) Math.sqrt(32);
        assertThat(found[i]).isEqualTo(bfloat16(bfloat16(stored) * 5.65625f));
      }
    }
  }

  private static float bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
  }

  /// The norm of (1, 0) is (1.41421, 0). Times 1.003 it is 1.41846, in bfloat16 1.421875; one plus
  /// 0.003 in bfloat16 is 1, which would leave 1.4140625.
  @Test
  void normsMultiplyInFloat32() {
    try (Scope scope = new Scope()) {
      RmsNorm norm = new RmsNorm(Tensors.of(new float[] {1.003f, 1}, CPU, 2), 0);

      float[] found =
          Tensors.toFloats(
              norm.apply(Tensors.of(new float[] {1, 0}, CPU, 1, 1, 2).to(ScalarType.BFloat16)));

      assertThat(found).containsExactly(1.421875f, 0);
    }
  }
}
