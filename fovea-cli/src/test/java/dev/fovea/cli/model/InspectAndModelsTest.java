package dev.fovea.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import dev.fovea.cli.ask.BrokenModels;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import dev.fovea.engine.safetensors.SafetensorsWriter.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

  /// `base_model_name_or_path` is read only where there is no model beside the adapter.
  private static void adapter(Path folder, String more) throws IOException {
    Files.writeString(
        folder.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 8, \"target_modules\": [\"q_proj\", \"embed_tokens\"]"
            + more
            + "}");
    List<Tensor> tensors = new ArrayList<>();
    for (int layer = 0; layer < 4; layer++) {
      String module =
          "base_model.model.model.language_model.layers." + layer + ".self_attn.q_proj.";
      tensors.add(tensor(module + "lora_A.weight", 4, 64));
      tensors.add(tensor(module + "lora_B.weight", 64, 4));
    }
    SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), Map.of(), tensors);
  }

  private static Tensor tensor(String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    Arrays.fill(values, 0.125f);
    return Tensor.of(
        name, DType.F32, List.of((long) rows, (long) columns), MemorySegment.ofArray(values));
  }

  @Test
  void anAdapterIsNamedCountedAndApplied(@TempDir Path folder) throws IOException {
    BrokenModels model = BrokenModels.copy(folder);
    String before = model.ask().printed();
    adapter(folder, "");

    Map<String, @Nullable Object> json = Run.of("inspect", folder, "--json").json();

    assertThat(json)
        .containsEntry("supported", true)
        .containsEntry("adapter", "LoRA r=4 on 4 modules")
        .containsEntry("notes", List.of());
    double parameters = Run.number(json, "parameters");
    double adapter = 4.0 * 4 * (4 * 64 + 64 * 4);
    assertThat(Run.number(Run.object(Run.object(json, "memory_bytes"), "weights"), "float32"))
        .isEqualTo(4 * parameters + adapter);
    assertThat(Run.of("inspect", folder).printed())
        .containsPattern("adapter +LoRA r=4 on 4 modules");
    assertThat(model.ask().printed()).isNotEqualTo(before);
  }

  /// Two tied tensors become two as soon as one of them changes.
  @Test
  void anAdapterThatUntiesTheEmbeddingsIsCounted(@TempDir Path folder) throws IOException {
    Path fixture = Path.of("..", "fixtures", "qwen2_vl");
    try (Stream<Path> files = Files.list(fixture)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    adapter(folder, "");
    SafetensorsWriter.write(
        folder.resolve("adapter_model.safetensors"),
        Map.of(),
        List.of(
            tensor("base_model.model.model.language_model.embed_tokens.lora_embedding_A", 4, 352),
            tensor("base_model.model.model.language_model.embed_tokens.lora_embedding_B", 64, 4)));

    Map<String, @Nullable Object> json = Run.of("inspect", folder, "--json").json();

    assertThat(json).containsEntry("adapter", "LoRA r=4 on 1 modules");
    assertThat(Run.number(Run.object(Run.object(json, "memory_bytes"), "weights"), "bfloat16"))
        .isEqualTo(2 * (Run.number(json, "parameters") + 352 * 64) + 4.0 * 4 * (352 + 64));
  }

  @Test
  void anAdapterOfAnotherKindIsRefusedByName(@TempDir Path folder) throws IOException {
    BrokenModels model = BrokenModels.copy(folder);
    adapter(folder, ", \"use_bdlora\": {\"nblocks\": 2}");

    String reason =
        "adapter_config.json: use_bdlora: expected none, as plain LoRA and DoRA have it, found an object";
    assertThat(Run.of("inspect", folder, "--json").json())
        .containsEntry("supported", false)
        .containsEntry("reason", reason);
    model.ask().refusal().isEqualTo("fovea: " + reason + System.lineSeparator());
  }

  @Test
  void whatLiesBesideAModelAndIsNotReadIsNoted(@TempDir Path folder) throws IOException {
    BrokenModels.copy(folder)
        .with("consolidated.safetensors", "")
        .with("model.fp16.safetensors", "")
        .with("q4.gguf", "")
        .with("adapter_model.safetensors", "");
    Files.createDirectories(folder.resolve("adapters/one"));
    Files.writeString(folder.resolve("adapters/one/adapter_config.json"), "{}");

    assertThat(Run.of("inspect", folder, "--json").json())
        .containsEntry("supported", true)
        .containsEntry(
            "notes",
            List.of(
                "not read beside the weights: consolidated.safetensors, model.fp16.safetensors, q4.gguf",
                "not read: adapter_model.safetensors, without adapter_config.json",
                "adapters that are not applied (give the folder of one instead): one"));
    assertThat(Run.of("inspect", folder).printed())
        .containsPattern("notes +not read beside the weights: consolidated");
  }

  /// Quantised weights are named with their method, though no tensor of them can be computed with.
  @Test
  void inspectReportsQuantisedWeights(@TempDir Path folder) throws IOException {
    BrokenModels.copy(folder)
        .replace(
            "config.json",
            "\"model_type\": \"llava\"",
            "\"quantization_config\": {\"quant_method\": \"fp8\", \"weight_block_size\": [128, 128]}, \"model_type\": \"llava\"")
        .header("\"F32\"", "\"U32\"");

    assertThat(Run.of("inspect", folder, "--json").json())
        .containsEntry("family", "llava")
        .containsEntry("supported", false)
        .containsEntry(
            "reason",
            folder
                + ": config.json: quantization_config: weights quantised with fp8 are not supported; expected float32, bfloat16 or float16");
  }

  @Test
  void inspectNamesATensorThatCannotBeComputedWith(@TempDir Path folder) throws IOException {
    BrokenModels.copy(folder).header("\"F32\"", "\"U32\"");

    assertThat(Run.of("inspect", folder, "--json").json())
        .containsEntry("supported", false)
        .containsEntry(
            "reason",
            folder.resolve("model.safetensors")
                + ": tensor 'vision_tower.embeddings.class_embedding' has dtype U32; expected F32, BF16, F16 or F64");
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
