package dev.fovea.engine.internal.model.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Fixtures;
import dev.fovea.engine.Fixtures.Reference;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Prompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QwenVlTest {
  private static final Device CPU = new Device("cpu");
  private static final List<String> TEXTS =
      List.of(
          "model.safetensors",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "generation_config.json");

  /// One picture, and two that do not see each other.
  @ParameterizedTest
  @ValueSource(strings = {"qwen2_vl", "qwen2_5_vl", "qwen3_vl"})
  void theTowerComputesWhatTransformersComputes(String family) {
    Reference reference = Fixtures.reference(family, "one_image");
    ModelFolder folder = ModelFolder.open(Fixtures.folder(family));
    try (Scope scope = new Scope();
        VisionLanguageModel model =
            Families.build(
                folder.config(), ModelWeights.of(folder.weights(), ScalarType.Float, CPU))) {
      Tensor pixels = reference.tensor("pixel_values");
      ImageInput input =
          new ImageInput(
              Tensors.toFloats(pixels),
              Tensors.shape(pixels),
              97,
              61,
              new Grid(2, 4),
              "",
              List.of(ImageArea.WHOLE));
      VisualFeatures features = model.features(List.of(input, input));

      assertTwice(features.embeddings(), reference.floats("vision_features"));
      for (int level = 0; level < features.deep().size(); level++) {
        assertTwice(features.deep().get(level), reference.floats("deepstack_features." + level));
      }
      assertThat(features.deep()).hasSize(family.equals("qwen3_vl") ? 2 : 0);
    }
  }

  private static void assertTwice(Tensor found, float[] expected) {
    float[] values = Tensors.toFloats(found);
    assertThat(values).hasSize(2 * expected.length);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(expected[i % expected.length], within(2e-4f));
    }
  }

  @Test
  void thePublishedFormIsTheSameModel(@TempDir Path folder) throws IOException {
    Path fixture = Fixtures.folder("qwen2_vl");
    for (String name : TEXTS) {
      Files.copy(fixture.resolve(name), folder.resolve(name));
    }
    for (String name : List.of("config.json", "preprocessor_config.json", "chat_template.json")) {
      Files.copy(fixture.resolve("reference/hub_style").resolve(name), folder.resolve(name));
    }
    Prompt prompt = Fixtures.prompt("qwen2_vl", "two_images");

    try (Engine published = Fixtures.engine(folder);
        Engine saved = Fixtures.engine("qwen2_vl")) {
      assertThat(published.layout(prompt)).isEqualTo(saved.layout(prompt));
      assertThat(logits(published, prompt)).containsExactly(logits(saved, prompt));
    }
  }

  private static float[] logits(Engine engine, Prompt prompt) {
    try (PreparedPrompt prepared = engine.prepare(prompt);
        Sequence sequence = engine.prefill(prepared, PrefillObserver.NONE, 1)) {
      return sequence.logits();
    }
  }

  private static void load(String config, Optional<JsonView> preprocessor) {
    JsonView parsed = json("config.json", config);
    ModelSettings plain = ModelSettings.of(parsed);
    ModelSettings settings =
        new ModelSettings(parsed, preprocessor, plain.processor(), plain.specials(), plain.token());
    ModelWeights weights = ModelWeights.random(1, ScalarType.Float, CPU);
    try (weights) {
      switch (parsed.string("model_type")) {
        case "qwen2_vl" -> Qwen2Vl.load(settings, weights);
        case "qwen2_5_vl" -> Qwen25Vl.load(settings, weights);
        default -> Qwen3Vl.load(settings, weights);
      }
    }
  }

  private static JsonView json(String file, String json) {
    return JsonView.parse(file, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static final String TEXT =
      "'text_config': {'hidden_size': 32, 'intermediate_size': 8, 'num_hidden_layers': 1,"
          + " 'num_attention_heads': 2, 'num_key_value_heads': 1, 'head_dim': 16, 'vocab_size': 9,"
          + " 'rope_parameters': {'mrope_section': [2, 3, 3]}}";

  private static final String VISION =
      "'depth': 1, 'embed_dim': 8, 'num_attention_heads': 2, 'intermediate_size': 8, 'patch_size': 4,"
          + " 'num_position_embeddings': 4, 'out_hidden_size': 32, 'deepstack_visual_indexes': []";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "qwen2_vl | 'hidden_size': 24 | config.json: the vision tower makes features of 24"
            + " numbers, the decoder takes 32",
        "qwen2_vl | 'hidden_size': 32, 'num_heads': 4 | config.json: vision_config: 8 features for"
            + " 4 heads: expected a multiple of 4 features a head",
        "qwen2_vl | 'hidden_size': 32, 'in_channels': 1 | config.json: vision_config.in_channels:"
            + " expected 3 (red, green, blue), found 1",
        "qwen3_vl | 'hidden_size': 8, 'rope_parameters': {'rope_type': 'yarn'} | config.json:"
            + " vision_config.rope_parameters.rope_type: expected default or axial, found \"yarn\"",
        "qwen3_vl | 'hidden_size': 8, 'spatial_merge_size': 0 | config.json: vision_config:"
            + " patch_size 4, spatial_merge_size 0, temporal_patch_size 2: expected 1 or more",
        "qwen2_5_vl | 'hidden_size': 8, 'window_size': 7 | config.json: vision_config.window_size:"
            + " expected the pixels of one visual token or more, 8, found 7",
      })
  void contradictionsOfTheConfigurationAreToldInOneLine(
      String family, String vision, String message) {
    String config =
        String.format(
            Locale.ROOT,
            "{'model_type': '%s', %s, 'vision_config': {%s, %s}}",
            family,
            TEXT,
            VISION,
            vision);

    assertThatThrownBy(() -> load(config, Optional.empty()))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  @Test
  void anImageProcessorForOtherPatchesIsRefused() {
    String config =
        String.format(
            Locale.ROOT,
            "{'model_type': 'qwen2_vl', %s, 'vision_config': {'hidden_size': 32, %s}}",
            TEXT,
            VISION);
    load(config, Optional.empty());
    load(config, Optional.of(json("preprocessor_config.json", "{'patch_size': 4}")));

    assertThatThrownBy(
            () -> load(config, Optional.of(json("preprocessor_config.json", "{'patch_size': 14}"))))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "preprocessor_config.json: patch_size: expected 4, as vision_config of config.json has"
                + " it, found 14");
  }
}
