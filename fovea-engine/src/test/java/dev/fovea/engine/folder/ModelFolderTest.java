package dev.fovea.engine.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.weights.Adapter;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  @TempDir Path path;

  @BeforeEach
  void writeConfig() throws IOException {
    write("config.json", "{\"model_type\": \"llava\"}");
  }

  @Test
  void theFixtureIsReadWhole() throws IOException {
    Path fixture = Path.of("..", "fixtures", "llava");
    ModelFolder folder = ModelFolder.open(fixture);

    assertThat(folder.config().string("model_type")).isEqualTo("llava");
    assertThat(folder.config().object("text_config").integer("num_key_value_heads")).isEqualTo(2);
    assertThat(folder.config().integer("vision_feature_layer")).isEqualTo(-2);
    assertThat(folder.generationConfig().orElseThrow().integers("eos_token_id"))
        .containsExactly(337);
    assertThat(folder.tokenizerConfig().string("bos_token")).isEqualTo("<|begin|>");
    assertThat(folder.specialTokensMap().string("pad_token")).isEqualTo("<pad>");
    assertThat(folder.processor().integer("num_additional_image_tokens")).isEqualTo(1);
    assertThat(folder.preprocessor().object("size").integer("shortest_edge")).isEqualTo(40);
    assertThat(folder.preprocessor().numbers("image_mean"))
        .containsExactly(0.48145466, 0.4578275, 0.40821073);
    assertThat(folder.chatTemplate())
        .contains(Files.readString(fixture.resolve("chat_template.jinja")));
    assertThat(folder.tokenizerFile()).exists();
    try (Weights weights = folder.weights()) {
      assertThat(weights.names()).hasSize(98);
    }
  }

  @Test
  void foldersThatAreNoModelsAreRefused() throws IOException {
    Path missing = path.resolve("none");
    assertThatThrownBy(() -> ModelFolder.open(missing))
        .isInstanceOf(FoveaException.class)
        .hasMessage(missing + ": no such folder");
    Path file = path.resolve("config.json");
    assertThatThrownBy(() -> ModelFolder.open(file))
        .isInstanceOf(FoveaException.class)
        .hasMessage(file + ": expected a model folder with config.json, found a file");
    Path empty = Files.createDirectory(path.resolve("empty"));
    assertThatThrownBy(() -> ModelFolder.open(empty))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            empty
                + ": expected a model folder as Hugging Face has them, found no config.json in it");
  }

  @Test
  void filesThatMayBeAbsentAreEmptyAndOthersAreAskedFor() {
    ModelFolder folder = ModelFolder.open(path);

    assertThat(folder.generationConfig()).isEmpty();
    assertThat(folder.tokenizerConfig().keys()).isEmpty();
    assertThat(folder.processor().keys()).isEmpty();
    assertThat(folder.specialTokensMap().keys()).isEmpty();
    assertThat(folder.chatTemplate()).isEmpty();
    assertThatThrownBy(folder::preprocessor)
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            path
                + ": expected preprocessor_config.json, or processor_config.json with"
                + " \"image_processor\", found neither");
    assertThatThrownBy(folder::tokenizerFile)
        .isInstanceOf(FoveaException.class)
        .message()
        .startsWith(path + ": expected tokenizer.json, found none");
  }

  @Test
  void theNestedImageProcessorComesBeforeTheFileOfItsOwn() throws IOException {
    ModelFolder folder = ModelFolder.open(path);
    write("preprocessor_config.json", "{\"resample\": 2}");
    write("processor_config.json", "{\"patch_size\": 14}");
    assertThat(folder.preprocessor().integer("resample")).isEqualTo(2);

    write("processor_config.json", "{\"image_processor\": {\"resample\": \"x\"}}");
    assertThatThrownBy(() -> folder.preprocessor().integer("resample"))
        .hasMessage(
            "processor_config.json: image_processor.resample: expected a whole number, found \"x\"");
  }

  @Test
  void chatTemplatesAreTakenInTheOrderOfTransformers() throws IOException {
    ModelFolder folder = ModelFolder.open(path);
    write("tokenizer_config.json", "{\"chat_template\": \"of the tokenizer\"}");
    assertThat(folder.chatTemplate()).contains("of the tokenizer");
    write("chat_template.jinja", "own file\n");
    assertThat(folder.chatTemplate()).contains("own file\n");
    write("chat_template.json", "{\"chat_template\": \"older file\"}");
    assertThat(folder.chatTemplate()).contains("older file");
    write("processor_config.json", "{\"chat_template\": \"of the processor\"}");
    assertThat(folder.chatTemplate()).contains("of the processor");
  }

  @Test
  void ofNamedTemplatesTheDefaultIsTaken() throws IOException {
    ModelFolder folder = ModelFolder.open(path);
    String tools = "{\"name\": \"tool_use\", \"template\": \"T\"}";
    write(
        "tokenizer_config.json",
        String.format(
            Locale.ROOT,
            "{\"chat_template\": [%s, {\"name\": \"default\", \"template\": \"D\"}]}",
            tools));
    assertThat(folder.chatTemplate()).contains("D");

    write("tokenizer_config.json", String.format(Locale.ROOT, "{\"chat_template\": [%s]}", tools));
    assertThatThrownBy(folder::chatTemplate)
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "tokenizer_config.json: chat_template: expected a template named \"default\", found a list of 1");
  }

  @Test
  void templatesThatAreNoTextAreRefused() throws IOException {
    Files.write(path.resolve("chat_template.jinja"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> ModelFolder.open(path).chatTemplate())
        .isInstanceOf(FoveaException.class)
        .message()
        .startsWith(path.resolve("chat_template.jinja") + ": cannot be read as UTF-8 text: ");
  }

  /// The cache has the model; files of the same names beside the adapter are not the model's.
  @Test
  void anAdapterAloneStandsForTheCachedModelThatItNames(@TempDir Path cache) throws IOException {
    Path home = cache.resolve("models--org--base");
    Path base = home.resolve("snapshots/0a");
    Files.createDirectories(base);
    Files.createDirectories(home.resolve("refs"));
    Files.writeString(home.resolve("refs/main"), "0a");
    Files.writeString(base.resolve("config.json"), "{\"model_type\": \"of the base\"}");
    SafetensorsWriter.write(
        base.resolve("model.safetensors"),
        Map.of(),
        List.of(zeros("x.weight", 2, 3), zeros("y.bias", 2, 1)));
    Files.delete(path.resolve("config.json"));
    write(
        "adapter_config.json",
        "{\"peft_type\": \"LORA\", \"r\": 1, \"target_modules\": [\"x\"], \"base_model_name_or_path\": \"org/base\"}");
    write("tokenizer.json", "{}");
    SafetensorsWriter.write(
        path.resolve("adapter_model.safetensors"),
        Map.of(),
        List.of(
            zeros("base_model.model.x.lora_A.weight", 1, 3),
            zeros("base_model.model.x.lora_B.weight", 2, 1)));

    ModelFolder folder = ModelFolder.open(path, () -> new ModelLocator(cache));

    assertThat(folder.path()).isEqualTo(base);
    assertThat(folder.config().string("model_type")).isEqualTo("of the base");
    assertThat(folder.adapter()).contains(path);
    try (Weights weights = folder.weights()) {
      assertThat(weights.names()).containsExactlyInAnyOrder("x.weight", "y.bias");
      Adapter adapter = weights.adapter().orElseThrow();
      assertThat(adapter.summary()).isEqualTo("LoRA r=1 on 1 modules");
      assertThat(adapter.changes(List.of("model.x.weight", "x.weight"))).isTrue();
      assertThat(adapter.changes(List.of("y.bias"))).isFalse();
      assertThat(folder.unread(weights))
          .containsExactly("not read beside the adapter, as the model has its own: tokenizer.json");
    }
    assertThat(new ModelLocator(cache).cached()).hasSize(1);
  }

  private static SafetensorsWriter.Tensor zeros(String name, int rows, int columns) {
    return SafetensorsWriter.Tensor.of(
        name,
        DType.F32,
        List.of((long) rows, (long) columns),
        MemorySegment.ofArray(new float[rows * columns]));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(path.resolve(name), text);
  }
}
