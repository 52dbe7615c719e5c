package dev.fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.fovea.engine.TinyModels.Weight;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.record.ForwardRecord;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// The same model in all the forms in which folders are published computes the same.
class ModelFilesTest {
  private static final float LOGITS = 5e-4f;
  private static final float SAME = 1e-5f;

  @TempDir Path folder;

  private static float[] logits(Path model) {
    try (Engine engine = Fixtures.engine(model);
        PreparedPrompt prompt = engine.prepare(Fixtures.prompt("llava", "one_image"))) {
      ForwardRecord states = ForwardRecord.of(engine.model().text(), prompt, false);
      return states.logits(IntStream.range(0, prompt.length()).toArray());
    }
  }

  private static void assertRecordedLogits(Path model) {
    assertThat(logits(model)).containsExactly(recorded(), offset(LOGITS));
  }

  private static float[] recorded() {
    return Fixtures.reference("llava", "one_image").floats("logits");
  }

  /// Prefixes of decoder, head, tower and projector in folders of today, in published ones, and in
  /// those of transformers 4.5x and 5.
  @ParameterizedTest
  @CsvSource({
    "language_model.model., language_model., vision_tower., multi_modal_projector.",
    "language_model.model., language_model., vision_tower.vision_model., multi_modal_projector.",
    "model.language_model., '', model.vision_tower.vision_model., model.multi_modal_projector.",
    "model.language_model., '', model.vision_tower., model.multi_modal_projector.",
  })
  void everyPublishedNamingIsTheSameModel(
      String decoder, String head, String tower, String projector) {
    UnaryOperator<String> rename =
        name ->
            name.replaceFirst("^language_model\\.lm_head\\.", head + "lm_head.")
                .replaceFirst("^language_model\\.model\\.", decoder)
                .replaceFirst("^vision_tower\\.", tower)
                .replaceFirst("^multi_modal_projector\\.", projector);

    assertRecordedLogits(TinyModels.reference().renamed(rename).write(folder, DType.F32));
  }

  @Test
  void namesAndConfigurationOfPublishedCheckpointsAreTheSameModel() {
    Path hub = Fixtures.folder("llava").resolve("reference/hub_style");
    JsonView names = JsonView.read(hub.resolve("tensor_names.json"));
    TinyModels published =
        TinyModels.reference().renamed(names::string).configured(hub.resolve("config.json"));

    assertThat(published.weights().keySet()).anyMatch(name -> name.contains(".vision_model."));
    assertRecordedLogits(published.write(folder, DType.F32));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20})
  void shardsAreTheSameModel(int count) {
    assertRecordedLogits(TinyModels.reference().writeShards(folder, count));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BF16", "F16"})
  void narrowWeightsComputeAsTheirValuesInFloat32(DType dtype) {
    TinyModels rounded = TinyModels.reference().rounded(dtype);

    float[] wide = logits(rounded.write(folder.resolve("wide"), DType.F32));
    float[] narrow = logits(rounded.write(folder.resolve("narrow"), dtype));

    assertThat(narrow).containsExactly(wide, offset(SAME));
    assertThat(narrow).isNotEqualTo(recorded());
  }

  /// Grouped-query attention is multi-head attention whose heads repeat the keys of their group.
  @Test
  void groupedQueriesComputeAsRepeatedKeyHeads() {
    TinyModels repeated =
        TinyModels.reference().configured(config -> text(config).put("num_key_value_heads", 4));
    repeated
        .weights()
        .replaceAll((name, weight) ->
            name.matches("language_model.*self_attn\\.[kv]_proj\\.weight")
                ? repeatHeads(weight)
                : weight);

    assertRecordedLogits(repeated.write(folder, DType.F32));
  }

  /// `[2 * 16, hidden]` to `[4 * 16, hidden]`, each head twice.
  private static Weight repeatHeads(Weight weight) {
    int block = 16 * weight.shape().getLast().intValue();
    float[] values = new float[2 * weight.values().length];
    for (int head = 0; head < 4; head++) {
      System.arraycopy(weight.values(), head / 2 * block, values, head * block, block);
    }
    return new Weight(List.of(64L, weight.shape().getLast()), values);
  }

  /// Adds a shard with one tensor of eight bits an element.
  private Path withShard(String name, long size) throws IOException {
    Path model = TinyModels.reference().writeShards(folder, 2);
    SafetensorsWriter.write(
        model.resolve("z.safetensors"),
        Map.of(),
        List.of(
            SafetensorsWriter.Tensor.of(
                name, DType.F8_E4M3, List.of(size), MemorySegment.ofArray(new byte[(int) size]))));
    Path index = model.resolve("model.safetensors.index.json");
    Files.writeString(
        index,
        Files.readString(index)
            .replace("\"weight_map\":{", "\"weight_map\":{\"any\":\"z.safetensors\","));
    return model;
  }

  @Test
  void aTensorThatIsNotNeededMayBeOfAnyType() throws IOException {
    assertRecordedLogits(withShard("language_model.model.rotary_emb.inv_freq", 8));
  }

  @Test
  void aTensorThatIsNeededAndCannotBeComputedWithIsNamed() throws IOException {
    Path model = withShard("language_model.model.norm.weight", 64);

    assertThatThrownBy(() -> Fixtures.engine(model))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage(
            model.resolve("z.safetensors")
                + ": tensor 'language_model.model.norm.weight' has dtype F8_E4M3; Fovea computes with weights stored as F32, BF16, F16 or F64");
  }

  /// As transformers 5.18: what `tie_word_embeddings` says counts only where one of the two is not
  /// stored, or both are the same.
  @Test
  void storedHeadsCountWhateverTheConfigurationTies() {
    assertRecordedLogits(
        TinyModels.reference()
            .configured(config -> {
              config.put("tie_word_embeddings", true);
              text(config).put("tie_word_embeddings", true);
            })
            .write(folder, DType.F32));
  }

  @Test
  void aHeadThatIsNeitherStoredNorTiedIsNamed() {
    TinyModels model = TinyModels.reference();
    model.weights().remove("language_model.lm_head.weight");

    assertThatThrownBy(() -> Fixtures.engine(model.write(folder, DType.F32)))
        .isInstanceOf(FoveaException.class)
        .hasMessage("missing tensor 'language_model.lm_head.weight' (or 'lm_head.weight')");
  }

  @Test
  void tiedWeightsServeUnderEitherName() {
    TinyModels tied =
        TinyModels.reference().configured(config -> config.put("tie_word_embeddings", true));
    Map<String, Weight> weights = tied.weights();
    String embeddings = "language_model.model.embed_tokens.weight";
    String head = "language_model.lm_head.weight";
    weights.put(head, weights.get(embeddings));
    float[] both = logits(tied.write(folder.resolve("both"), DType.F32));
    weights.remove(head);
    float[] embeddingsOnly = logits(tied.write(folder.resolve("embeddings"), DType.F32));
    weights.put(head, weights.get(embeddings));
    weights.remove(embeddings);
    float[] headOnly = logits(tied.write(folder.resolve("head"), DType.F32));

    assertThat(embeddingsOnly).containsExactly(both, offset(SAME));
    assertThat(headOnly).containsExactly(both, offset(SAME));
    assertThat(both).isNotEqualTo(recorded());
  }

  @Test
  void aTensorOfTheWrongShapeIsNamedWithBothShapes() {
    String name = "language_model.model.layers.1.mlp.up_proj.weight";
    TinyModels model = TinyModels.reference();
    model.weights().put(name, new Weight(List.of(35L, 64L), new float[35 * 64]));

    assertThatThrownBy(() -> Fixtures.engine(model.write(folder, DType.F32)))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageEndingWith(
            String.format(
                Locale.ROOT, "tensor '%s': config.json makes it [36, 64], found [35, 64]", name));
  }

  @Test
  void aMissingTensorIsNamedUnderAllItsNames() {
    TinyModels model = TinyModels.reference();
    model.weights().remove("language_model.model.norm.weight");

    assertThatThrownBy(() -> Fixtures.engine(model.write(folder, DType.F32)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "missing tensor 'language_model.model.norm.weight' (or"
                + " 'model.language_model.norm.weight')");
  }

  @Test
  void anUnknownFamilyIsAnsweredWithThoseKnown() {
    TinyModels model =
        TinyModels.reference().configured(config -> config.put("model_type", "chameleon"));

    assertThatThrownBy(() -> Fixtures.engine(model.write(folder, DType.F32)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            folder
                + ": config.json: model family 'chameleon' is not supported; supported: "
                + String.join(", ", Families.names()));
  }

  @Test
  void anUnknownDecoderIsAnsweredWithThoseKnown() {
    TinyModels model =
        TinyModels.reference().configured(config -> text(config).put("model_type", "mamba"));

    assertThatThrownBy(() -> Fixtures.engine(model.write(folder, DType.F32)))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("text_config.model_type")
        .hasMessageContaining("one of llama, mistral, qwen2, qwen3")
        .hasMessageContaining("mamba");
  }

  @Test
  void theWeightsAreCountedInTheirWorkingDtype() {
    List<Long> sizes = new ArrayList<>();
    for (String dtype : List.of("float32", "bfloat16")) {
      try (Engine engine =
          Engine.load(Fixtures.folder("llava"), new EngineOptions(dtype, "cpu", 1))) {
        assertThat(engine.info().dtype()).isEqualTo(dtype);
        sizes.add(engine.info().weightBytes());
      }
    }
    assertThat(sizes.getFirst()).isEqualTo(2 * sizes.getLast());
  }

  private static ObjectNode text(ObjectNode config) {
    return (ObjectNode) config.get("text_config");
  }
}
