package dev.fovea.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.Sha256;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltinModelTest {
  @TempDir private Path cache;

  @Test
  void everyFileHasThePublishedDigest() throws IOException {
    Path folder = BuiltinModel.unpack(cache);
    Map<String, String> digests = BuiltinModel.digests(BuiltinModel.resource("SHA256SUMS"));

    assertThat(digests).hasSize(7).containsKeys("config.json", "model.safetensors");
    for (Map.Entry<String, String> file : digests.entrySet()) {
      assertThat(Sha256.hex(Files.readAllBytes(folder.resolve(file.getKey()))))
          .as(file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void theFolderIsAModelOfLessThanFourMillionParameters() {
    ModelFolder folder = ModelFolder.open(BuiltinModel.unpack(cache));

    assertThat(folder.config().string("model_type")).isEqualTo("llava");
    try (Weights weights = folder.weights()) {
      assertThat(weights.totalBytes()).isEqualTo(2 * parameters(weights));
      assertThat(parameters(weights)).isBetween(3_700_000L, 3_800_000L);
    }
  }

  private static long parameters(Weights weights) {
    return weights.names().stream().mapToLong(name -> weights.get(name).elements()).sum();
  }

  @Test
  void soundFilesAreLeftAloneAndDamagedOnesReplaced() throws IOException {
    Path folder = BuiltinModel.unpack(cache);
    Path config = folder.resolve("config.json");
    Path weights = folder.resolve("model.safetensors");
    FileTime longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(config, longAgo);
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, java.util.Arrays.copyOf(whole, whole.length / 2));

    assertThat(BuiltinModel.unpack(cache)).isEqualTo(folder);

    assertThat(Files.getLastModifiedTime(config)).isEqualTo(longAgo);
    assertThat(weights).hasBinaryContent(whole);
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void theCacheFollowsTheEnvironment() {
    Map<String, String> environment = Map.of("HOME", "/nowhere", "XDG_CACHE_HOME", cache + "");

    assertThat(BuiltinModel.folder(environment)).startsWith(cache.resolve("fovea"));
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(cache.resolve("file"), "");

    assertThatThrownBy(() -> BuiltinModel.unpack(file))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("XDG_CACHE_HOME")
        .hasMessageNotContaining("\n");
  }
}
