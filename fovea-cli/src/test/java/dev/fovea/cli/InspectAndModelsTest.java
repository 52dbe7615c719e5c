package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectAndModelsTest {
  @Test
  void inspectTellsSizesAndMemory() {
    Map<String, @Nullable Object> json = Run.of("inspect", "builtin", "--json").json();

    assertThat(json)
        .containsEntry("family", "llava")
        .containsEntry("supported", true)
        .containsEntry("reason", null)
        .containsEntry("context_length", 4096)
        .containsEntry("stored_dtype", "BF16");
    double parameters = Run.number(json, "parameters");
    assertThat(parameters).isBetween(3.7e6, 3.8e6);
    Map<String, @Nullable Object> memory = Run.object(json, "memory_bytes");
    assertThat(Run.number(memory, "files")).isEqualTo(2 * parameters);
    assertThat(Run.number(Run.object(memory, "weights"), "float32")).isEqualTo(4 * parameters);
    // keys and values, 6 layers, 4 key/value heads of 48 numbers, 2 bytes each
    assertThat(Run.number(Run.object(memory, "kv_cache_per_1000_tokens"), "bfloat16"))
        .isEqualTo(1000.0 * 2 * 6 * 4 * 48 * 2);
  }

  @Test
  void inspectPrintsALineAFact() {
    assertThat(Run.of("inspect", Run.LLAVA).printed())
        .containsPattern("family +llava")
        .containsPattern("supported +yes")
        .containsPattern("context length +\\d+");
  }

  /// The published folders of some families have no section for the decoder.
  @Test
  void inspectFindsTheDecoderAtTheTopLevel(@TempDir Path folder) throws IOException {
    Path fixture = Path.of("..", "fixtures", "qwen2_vl");
    for (String name : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(fixture.resolve(name), folder.resolve(name));
    }
    for (String name : List.of("config.json", "preprocessor_config.json", "chat_template.json")) {
      Files.copy(fixture.resolve("reference/hub_style").resolve(name), folder.resolve(name));
    }

    Map<String, @Nullable Object> json = Run.of("inspect", folder, "--json").json();

    assertThat(json).containsEntry("family", "qwen2_vl").containsEntry("supported", true);
    assertThat(Run.object(json, "text"))
        .containsEntry("type", "qwen2_vl_text")
        .containsEntry("layers", 4)
        .containsEntry("head_dimension", 16);
  }

  @Test
  void inspectSaysWhyAnotherFamilyIsNotSupported(@TempDir Path folder) throws IOException {
    BrokenModels.copy(folder)
        .replace("config.json", "\"model_type\": \"llava\"", "\"model_type\": \"blip_2\"");

    Map<String, @Nullable Object> json = Run.of("inspect", folder, "--json").json();

    assertThat(json).containsEntry("family", "blip_2").containsEntry("supported", false);
    assertThat(json.get("reason")).asString().contains("blip_2", "llava");
  }

  @Test
  void inspectNamesEveryPartThatIsMissing(@TempDir Path folder) throws IOException {
    BrokenModels.copy(folder)
        .replace("config.json", "\"model_type\": \"llama\"", "\"model_type\": \"mamba\"");
    Files.delete(folder.resolve("chat_template.jinja"));

    Map<String, @Nullable Object> json = Run.of("inspect", folder, "--json").json();

    assertThat(json).containsEntry("supported", false).doesNotContainKey("parameters");
    Map<String, @Nullable Object> missing = Run.object(json, "missing");
    assertThat(missing.keySet()).containsExactly("chat template", "network");
    assertThat(missing.get("network")).asString().contains("text_config.model_type", "mamba");
    assertThat(missing.get("chat template")).asString().contains("no chat template");
    assertThat(Run.of("inspect", folder).printed())
        .containsPattern("supported +no")
        .containsPattern("network +.*mamba");
  }

  @Test
  void inspectNamesAVisionTowerThatIsMissing(@TempDir Path folder) throws IOException {
    BrokenModels.copy(folder)
        .replace("config.json", "\"clip_vision_model\"", "\"swin_vision_model\"");

    Map<String, @Nullable Object> json = Run.of("inspect", folder, "--json").json();

    assertThat(Run.object(json, "missing").get("network"))
        .asString()
        .contains("vision_config.model_type", "swin_vision_model", "clip_vision_model");
  }

  @Test
  void inspectRefusesQuantisedWeightsByTheirMethod(@TempDir Path folder) throws IOException {
    BrokenModels.copy(folder)
        .replace(
            "config.json",
            "\"model_type\": \"llava\"",
            "\"quantization_config\": {\"quant_method\": \"awq\"}, \"model_type\": \"llava\"");

    assertThat(Run.of("inspect", folder, "--json").json().get("reason"))
        .asString()
        .contains("awq", "expected float32, bfloat16 or float16");
  }

  @Test
  void everyFixtureIsSupportedAndItsWeightsArePositive() throws IOException {
    List<Path> models;
    try (Stream<Path> folders = Files.list(Run.LLAVA.resolve(".."))) {
      models = folders.filter(folder -> Files.exists(folder.resolve("config.json"))).toList();
    }
    assertThat(models).hasSizeGreaterThan(10);
    for (Path folder : models) {
      Map<String, @Nullable Object> json = Run.of("inspect", folder, "--json").json();
      assertThat(json).as(folder.toString()).containsEntry("supported", true);
      assertThat(Run.object(json, "missing")).isEmpty();
      assertThat(Run.number(Run.object(json, "memory_bytes"), "files")).isPositive();
    }
  }

  @Test
  void modelsListsTheBuiltInOneAndTheFamilies() {
    Map<String, @Nullable Object> json = Run.of("models", "--json").json();

    assertThat(json.keySet()).containsExactly("builtin", "cached", "cache", "families");
    assertThat(Run.object(json, "builtin"))
        .containsEntry("model", "builtin")
        .containsEntry("family", "llava")
        .containsEntry("supported", true);
    assertThat(json.get("families")).isInstanceOf(List.class).asString().contains("llava");
  }
}
