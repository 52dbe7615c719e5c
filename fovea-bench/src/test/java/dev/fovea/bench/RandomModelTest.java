package dev.fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.safetensors.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomModelTest {
  private static final EngineOptions BFLOAT16 = new EngineOptions("bfloat16", "cpu", 1);

  @TempDir private Path folder = Path.of("");

  /// Every model of the fixtures: a new family comes with one.
  static List<Path> fixtures() throws IOException {
    try (Stream<Path> files =
        Files.find(Path.of("..", "fixtures"), 3, (path, _) -> path.endsWith("config.json"))) {
      return files.map(Path::getParent).sorted().toList();
    }
  }

  private Path write(String name, Path like, long seed, int shards) {
    Path model = folder.resolve(name);
    RandomModel.of(like.resolve("config.json"), OptionalInt.empty(), like)
        .write(model, seed, shards, _ -> {});
    return model;
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void aFolderOfAnyFamilyHoldsWhatLoadingAsksForAndAnswers(Path like) throws IOException {
    Path model = write("model", like, 0, 3);

    try (Engine engine = Engine.load(model, BFLOAT16);
        Weights weights = Weights.open(model)) {
      long asked =
          Families.tensors(JsonView.read(model.resolve("config.json"))).stream()
              .mapToLong(tensor -> tensor.elements() * Short.BYTES)
              .sum();
      assertThat(weights.totalBytes()).isEqualTo(asked);
      // A family may keep small tensors that it computed from loaded ones.
      assertThat((double) engine.model().weightBytes() / asked).isBetween(1.0, 1.02);
      RgbImage grey = new RgbImage(50, 40, new byte[3 * 50 * 40]);
      Prompt prompt =
          new Prompt(
              List.of(
                  new Message(
                      Message.Role.USER,
                      List.of(new Part.Image("grey", grey), new Part.Text("What is this?")))));
      Answer answer = engine.ask(prompt, GenerationOptions.greedy(2));
      assertThat(answer.tokens()).isNotEmpty();
    }
  }

  @Test
  void theSameSeedMakesTheSameBytes() throws IOException {
    Map<Path, byte[]> first = content(write("first", Tiny.FOLDER, 7, 3));
    Map<Path, byte[]> again = content(write("again", Tiny.FOLDER, 7, 3));
    Map<Path, byte[]> other = content(write("other", Tiny.FOLDER, 8, 3));

    assertThat(again.keySet()).isEqualTo(first.keySet()).isEqualTo(other.keySet());
    first.forEach((file, bytes) -> {
      assertThat(again.get(file)).as(file.toString()).isEqualTo(bytes);
      boolean weights = file.toString().endsWith(".safetensors");
      assertThat(Arrays.equals(bytes, other.get(file))).as(file.toString()).isEqualTo(!weights);
    });
  }

  private static Map<Path, byte[]> content(Path model) throws IOException {
    Map<Path, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        content.put(file.getFileName(), Files.readAllBytes(file));
      }
    }
    return content;
  }

  @Test
  void theNumbersAreThoseOfRandomWeightsInMemory() {
    Path written = write("model", Tiny.FOLDER, 0, 2);

    try (Scope scope = new Scope();
        VisionLanguageModel memory =
            new BenchSource.RandomWeights(Tiny.CONFIG).load(BFLOAT16, OptionalInt.empty());
        VisionLanguageModel file =
            new BenchSource.Folder(written).load(BFLOAT16, OptionalInt.empty())) {
      assertThat(logits(file)).isEqualTo(logits(memory)).doesNotContain(Float.NaN, 0f);
    }
  }

  /// Every embedding through the output projection; both come from weights of several pool rounds.
  private static float[] logits(VisionLanguageModel model) {
    int[] ids = IntStream.range(0, model.text().config().vocabulary()).toArray();
    return Tensors.toFloats(model.text().logits(model.text().embed(ids)));
  }

  @Test
  void theWeightsAreSpreadEvenlyOverTheShards() throws IOException {
    Path model = write("model", Tiny.FOLDER, 0, 3);

    try (Stream<Path> files = Files.list(model);
        Weights weights = ModelFolder.open(model).weights()) {
      assertThat(files.filter(file -> file.toString().endsWith(".safetensors")))
          .hasSize(3)
          .allSatisfy(shard ->
              assertThat(Files.size(shard))
                  .isBetween(weights.totalBytes() / 4, weights.totalBytes() / 2));
      assertThat(weights.mainDType()).isEqualTo(DType.BF16);
    }
  }

  @Test
  void fewerLayersAreFewerTensors() {
    long four = RandomModel.of(Tiny.CONFIG, OptionalInt.empty(), Tiny.FOLDER).parameters();
    long two = RandomModel.of(Tiny.CONFIG, OptionalInt.of(2), Tiny.FOLDER).parameters();

    // Norms, queries and outputs, keys and values, the feed-forward network.
    long layer = 2 * 64 + 2 * 64 * 64 + 2 * 32 * 64 + 3 * 64 * 36;
    assertThat(four - two).isEqualTo(2 * layer);
  }

  @Test
  void countsTheParametersOfLlava7b() {
    Path shape = Path.of("configs", "llava-1.5-7b.json");
    RandomModel model = RandomModel.of(shape, OptionalInt.empty(), Tiny.FOLDER);

    // The published checkpoint, without the tower's last layer and norm, which never run:
    // 7,063,427,072 - 12,596,224 - 2,048.
    assertThat(model.parameters()).isEqualTo(7_050_828_800L);
  }

  @Test
  void aFolderThatIsThereStaysAsItIs() throws IOException {
    Path there = Files.createDirectory(folder.resolve("there"));

    assertThatThrownBy(() -> write("there", Tiny.FOLDER, 0, 1))
        .isInstanceOf(FoveaException.class)
        .hasMessage(there + ": expected a new folder, found one");
    assertThat(there).isEmptyDirectory();
  }
}
