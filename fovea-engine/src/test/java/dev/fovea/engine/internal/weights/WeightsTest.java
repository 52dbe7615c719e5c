package dev.fovea.engine.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import dev.fovea.engine.safetensors.SafetensorsWriter.Tensor;
import dev.fovea.engine.safetensors.TensorEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsTest {
  private static final String INDEX = "model.safetensors.index.json";
  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";

  @TempDir Path folder;

  /// Sums and elements as `torch.Tensor.sum` in float64 and indexing gave them for the fixtures.
  @ParameterizedTest
  @CsvSource({
    "llava, 639840, 352, 64, 32, 0.3381365239620209, 2.2180556230741786, 11.336932420345647",
    "llava-spm, 386528, 384, 32, 32, -0.09337133914232254, 0.19371754821622744, 14.853519085657354"
  })
  void fixturesAreReadWithTheirShapesAndValues(
      String name,
      long bytes,
      long vocabulary,
      long hidden,
      long keys,
      float firstOfProjector,
      double sumOfProjector,
      double sumOfHead) {
    try (Weights weights = Weights.open(Path.of("..", "fixtures", name))) {
      assertThat(weights.names()).hasSize(98);
      assertThat(weights.totalBytes()).isEqualTo(bytes);
      assertThat(weights.mainDType()).isEqualTo(DType.F32);
      TensorEntry head = weights.get("language_model.lm_head.weight");
      assertThat(head.sizes()).containsExactly(vocabulary, hidden);
      assertThat(sum(head)).isEqualTo(sumOfHead);
      TensorEntry projector = weights.get("multi_modal_projector.linear_1.weight");
      assertThat(projector.sizes()).containsExactly(hidden, 32);
      assertThat(projector.data().get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(firstOfProjector);
      assertThat(sum(projector)).isEqualTo(sumOfProjector);
      for (int layer = 0; layer < 4; layer++) {
        String prefix = "language_model.model.layers." + layer + ".";
        assertThat(weights.get(prefix + "self_attn.q_proj.weight").sizes())
            .containsExactly(64, hidden);
        assertThat(weights.get(prefix + "self_attn.k_proj.weight").sizes())
            .containsExactly(keys, hidden);
        assertThat(weights.get(prefix + "mlp.down_proj.weight").sizes())
            .containsExactly(hidden, 36);
        assertThat(weights.get(prefix + "input_layernorm.weight").sizes()).containsExactly(hidden);
      }
      assertThat(weights.get("vision_tower.embeddings.patch_embedding.weight").sizes())
          .containsExactly(32, 3, 10, 10);
      assertThat(weights.find("vision_tower.encoder.layers.3.mlp.fc1.bias")).isEmpty();
    }
  }

  @Test
  void theHubStyleNamesOfTheFixtureAreAllThere() {
    Path fixture = Path.of("..", "fixtures", "llava");
    JsonView names = JsonView.read(fixture.resolve("reference/hub_style/tensor_names.json"));
    try (Weights weights = Weights.open(fixture)) {
      assertThat(weights.names()).containsExactlyInAnyOrderElementsOf(names.keys());
    }
  }

  @Test
  void shardsAreReadAsOne() throws IOException {
    shard(FIRST, "a", 1);
    shard(SECOND, "b", 2);
    index(String.format(Locale.ROOT, "{\"b\": \"%s\", \"a\": \"%s\"}", SECOND, FIRST));

    try (Weights weights = Weights.open(folder)) {
      assertThat(weights.names()).containsExactly("a", "b");
      assertThat(weights.notes()).isEmpty();
      assertThat(weights.get("a").data().get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(1);
      assertThat(weights.get("b").data().get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(2);
      assertThat(weights.get("b").file()).hasFileName(SECOND);
      assertThat(weights.totalBytes()).isEqualTo(8);
      assertThatThrownBy(() -> weights.get("c"))
          .isInstanceOf(FoveaException.class)
          .hasMessage(folder + ": tensor \"c\" is missing among 2 tensors");
    }
  }

  @Test
  void shardsMayBeLinksThatLeadOutOfTheFolder(@TempDir Path blobs) throws IOException {
    shard(FIRST, "a", 5);
    Path blob = Files.move(folder.resolve(FIRST), blobs.resolve("0a1b2c"));
    Files.createSymbolicLink(folder.resolve(FIRST), blob);
    index(String.format(Locale.ROOT, "{\"a\": \"%s\"}", FIRST));

    try (Weights weights = Weights.open(folder)) {
      assertThat(weights.get("a").data().get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(5);
    }
  }

  @Test
  void oneFileComesBeforeShards() throws IOException {
    shard("model.safetensors", "one", 1);
    index("{\"a\": \"missing.safetensors\"}");

    try (Weights weights = Weights.open(folder)) {
      assertThat(weights.names()).containsExactly("one");
    }
  }

  @Test
  void missingShardsAreNamed() throws IOException {
    shard(FIRST, "a", 1);
    index(String.format(Locale.ROOT, "{\"a\": \"%s\", \"b\": \"%s\"}", FIRST, SECOND));

    assertThatThrownBy(() -> Weights.open(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "%s: missing shard \"%s\", named by %s for tensor \"b\"",
                folder,
                SECOND,
                INDEX));
  }

  /// What transformers 5.18 did with each of these was tried out.
  @Test
  void anIndexThatDoesNotFitItsShardsIsNoHindrance() throws IOException {
    shard(FIRST, "a", 1);
    shard(SECOND, "b", 2);
    index(String.format(Locale.ROOT, "{\"nowhere\": \"%s\", \"a\": \"%s\"}", FIRST, SECOND));

    try (Weights weights = Weights.open(folder)) {
      assertThat(weights.get("a").data().get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(1);
      assertThat(weights.get("b").data().get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(2);
      assertThat(weights.find("nowhere")).isEmpty();
      assertThat(weights.notes())
          .containsExactly(
              "tensors that the shard index names and no shard holds: 1, \"nowhere\" first",
              "tensors in another shard than the index says: 1, \"a\" first",
              "tensors of the shards that the index does not name: 1, \"b\" first");
    }
  }

  /// The index names the first file for it.
  @Test
  void ofATensorInSeveralShardsTheLastByNameCounts() throws IOException {
    shard(FIRST, "a", 1);
    shard(SECOND, "a", 2);
    index(String.format(Locale.ROOT, "{\"x\": \"%s\", \"a\": \"%s\"}", SECOND, FIRST));

    try (Weights weights = Weights.open(folder)) {
      assertThat(weights.get("a").data().get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(2);
      assertThat(weights.notes())
          .contains("tensors in several shards, of which the last by name counts: 1, \"a\" first");
    }
  }

  @Test
  void shardsThatTheIndexDoesNotNameAreNotRead() throws IOException {
    shard(FIRST, "a", 1);
    shard(SECOND, "b", 2);
    index(String.format(Locale.ROOT, "{\"a\": \"%s\"}", FIRST));

    try (Weights weights = Weights.open(folder)) {
      assertThat(weights.names()).containsExactly("a");
    }
  }

  /// As transformers 5.18 chose in trials: the names in the order of their parts.
  @ParameterizedTest
  @CsvSource({
    "language_model.model.x, model.language_model.x",
    "language_model.lm_head.weight, lm_head.weight",
    "vision_tower.pre_layrnorm.weight, vision_tower.vision_model.pre_layrnorm.weight",
    "model.vision_tower.pre_layrnorm.weight, vision_tower.pre_layrnorm.weight",
    "model.language_model.layers.0.x, model.layers.0.x",
  })
  void ofATensorUnderSeveralNamesTheFirstByItsPartsCounts(String counts, String other) {
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        Map.of(),
        Stream.of(other, counts)
            .map(name ->
                Tensor.of(name, DType.F32, List.of(1L), MemorySegment.ofArray(new float[1])))
            .toList());

    try (Weights weights = Weights.open(folder)) {
      assertThat(weights.find(List.of(other, counts)).orElseThrow().name()).isEqualTo(counts);
      assertThat(weights.find(List.of(counts, other)).orElseThrow().name()).isEqualTo(counts);
    }
  }

  @Test
  void theConfigurationMayNameTheFile() throws IOException {
    shard("model.safetensors", "one", 1);
    shard("other.safetensors", "two", 2);
    Path config = folder.resolve("config.json");
    Files.writeString(config, "{\"transformers_weights\": \"other.safetensors\"}");
    try (Weights weights = ModelFolder.open(folder).weights()) {
      assertThat(weights.names()).containsExactly("two");
    }

    Files.writeString(config, "{\"transformers_weights\": \"../other.safetensors\"}");
    assertThatThrownBy(() -> ModelFolder.open(folder).weights())
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "config.json: transformers_weights: expected the name of a file in the folder, found \"../other.safetensors\"");

    Files.writeString(config, "{\"transformers_weights\": \"none.safetensors\"}");
    assertThatThrownBy(() -> ModelFolder.open(folder).weights())
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            folder
                + ": missing \"none.safetensors\", named by transformers_weights of config.json");
  }

  /// Files that hold what nobody computes with are read for the rest of what they hold.
  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeOfTheFormatIsCountedInItsBits(DType dtype) {
    byte[] bytes = new byte[dtype.bits()];
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        Map.of(),
        List.of(Tensor.of("x", dtype, List.of(2L, 4L), MemorySegment.ofArray(bytes))));

    try (Weights weights = Weights.open(folder)) {
      assertThat(weights.elements()).isEqualTo(8);
      assertThat(weights.totalBytes()).isEqualTo(dtype.bits());
      assertThat(weights.mainDType()).isEqualTo(dtype);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret.safetensors", "/etc/passwd", "x/../../y", "", ".", ".."})
  void namesThatLeaveTheFolderAreRefused(String shard) throws IOException {
    index(String.format(Locale.ROOT, "{\"a.weight\": \"%s\"}", shard));

    assertThatThrownBy(() -> Weights.open(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "%s: weight_map.a.weight: expected the name of a file in the folder, found \"%s\"",
                INDEX,
                shard));
  }

  @Test
  void picklesAreRefusedWithTheReason() throws IOException {
    Files.createFile(folder.resolve("pytorch_model.bin"));

    assertThatThrownBy(() -> Weights.open(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            folder
                + ": expected model.safetensors, found only pytorch_model.bin, a pickle, which is"
                + " not read because it can run code; convert it to safetensors");
  }

  @Test
  void foldersWithoutWeightsAreRefused() {
    assertThatThrownBy(() -> Weights.open(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessage(folder + ": expected model.safetensors or " + INDEX + ", found neither");
  }

  @Test
  void theMainTypeIsThatOfMostBytes() {
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        Map.of(),
        List.of(
            Tensor.of("ids", DType.I64, List.of(3L), MemorySegment.ofArray(new long[3])),
            Tensor.of("norm", DType.F32, List.of(5L), MemorySegment.ofArray(new float[5])),
            Tensor.of("body", DType.BF16, List.of(13L), MemorySegment.ofArray(new short[13]))));

    try (Weights weights = Weights.open(folder)) {
      assertThat(weights.mainDType()).isEqualTo(DType.BF16);
      assertThat(weights.totalBytes()).isEqualTo(24 + 20 + 26);
    }
  }

  private void shard(String file, String name, float value) {
    SafetensorsWriter.write(
        folder.resolve(file),
        Map.of(),
        List.of(
            Tensor.of(name, DType.F32, List.of(1L), MemorySegment.ofArray(new float[] {value}))));
  }

  private void index(String weightMap) throws IOException {
    Files.writeString(
        folder.resolve(INDEX),
        String.format(Locale.ROOT, "{\"metadata\": {}, \"weight_map\": %s}", weightMap));
  }

  private static double sum(TensorEntry entry) {
    double sum = 0;
    for (float value : entry.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)) {
      sum += value;
    }
    return sum;
  }
}
