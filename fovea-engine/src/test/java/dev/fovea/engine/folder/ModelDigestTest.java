package dev.fovea.engine.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDigestTest {
  private static final int SIZE = 100_000;

  @TempDir private Path temporary = Path.of("");
  private Path folder = Path.of("");

  @BeforeEach
  void makeAFolder() throws IOException {
    folder = model("a", new byte[SIZE]);
  }

  private Path model(String name, byte[] large) throws IOException {
    Path made = Files.createDirectories(temporary.resolve(name));
    Files.writeString(made.resolve("config.json"), "{}");
    SafetensorsWriter.write(made.resolve("model.safetensors"), Map.of(), tensors(large));
    return made;
  }

  private static List<SafetensorsWriter.Tensor> tensors(byte[] large) {
    return new ArrayList<>(List.of(tensor("small", new byte[] {1, 2, 3}), tensor("large", large)));
  }

  private static SafetensorsWriter.Tensor tensor(String name, byte[] bytes) {
    return SafetensorsWriter.Tensor.of(
        name, DType.U8, List.of((long) bytes.length), MemorySegment.ofArray(bytes));
  }

  private static byte[] with(int at) {
    byte[] bytes = new byte[SIZE];
    bytes[at] = 1;
    return bytes;
  }

  @Test
  void theSameContentHasTheSameDigestWhereverItLies() throws IOException {
    Path copy = model("b", new byte[SIZE]);
    Files.setLastModifiedTime(copy.resolve("model.safetensors"), FileTime.fromMillis(0));
    Files.writeString(copy.resolve("README.md"), "about");
    Path shards = Files.createDirectories(temporary.resolve("c"));
    Files.writeString(shards.resolve("config.json"), "{}");
    List<SafetensorsWriter.Tensor> tensors = tensors(new byte[SIZE]);
    SafetensorsWriter.write(shards.resolve("1.safetensors"), Map.of(), tensors.subList(1, 2));
    SafetensorsWriter.write(shards.resolve("2.safetensors"), Map.of(), tensors.subList(0, 1));
    Files.writeString(
        shards.resolve("model.safetensors.index.json"),
        "{\"weight_map\":{\"large\":\"1.safetensors\",\"small\":\"2.safetensors\"}}");

    assertThat(ModelDigest.of(folder)).matches("[0-9a-f]{16}");
    assertThat(ModelDigest.of(copy)).isEqualTo(ModelDigest.of(folder));
    assertThat(ModelDigest.of(shards)).isEqualTo(ModelDigest.of(folder));
  }

  @Test
  void otherWeightsAndOtherSettingsHaveOtherDigests() throws IOException {
    String digest = ModelDigest.of(folder);

    assertThat(ModelDigest.of(model("first", with(0)))).isNotEqualTo(digest);
    assertThat(ModelDigest.of(model("middle", with(SIZE / 2)))).isNotEqualTo(digest);
    assertThat(ModelDigest.of(model("last", with(SIZE - 1)))).isNotEqualTo(digest);
    assertThat(ModelDigest.of(model("longer", new byte[SIZE + 1]))).isNotEqualTo(digest);
    Path settings = model("settings", new byte[SIZE]);
    Files.writeString(settings.resolve("generation_config.json"), "{\"top_k\": 3}");
    assertThat(ModelDigest.of(settings)).isNotEqualTo(digest);
  }

  /// What the digest does not promise, so that nobody relies on it.
  @Test
  void aSingleNumberBetweenThePiecesIsNotSeen() throws IOException {
    assertThat(ModelDigest.of(model("between", with(SIZE / 4)))).isEqualTo(ModelDigest.of(folder));
  }
}
