package dev.fovea.cli.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Main;
import dev.fovea.cli.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Weights are in memory once, mapped or converted: what a process of its own holds at most with a
/// model of 137 MB, less what it holds with a tiny one, is the weights.
@EnabledOnOs(value = OS.LINUX, disabledReason = "no other system tells the peak of a process")
class LoadingMemoryTest {
  private static final long LAYER_PARAMETERS = 4 * (2 * 1024 + 4 * 1024 * 1024 + 3 * 1024 * 4096L);

  @TempDir private static Path folder = Path.of("");

  /// The fixture with larger decoder layers.
  @BeforeAll
  static void makeModel() throws IOException {
    Map<String, @Nullable Object> config =
        Run.parse(Files.readString(Run.LLAVA.resolve("config.json")));
    Map<String, @Nullable Object> text = Run.object(config, "text_config");
    text.put("hidden_size", 1024);
    text.put("intermediate_size", 4096);
    text.put("num_attention_heads", 16);
    text.put("num_key_value_heads", 16);
    text.put("head_dim", 64);
    Path shape = folder.resolve("shape.json");
    Files.write(shape, JsonMapper.shared().writeValueAsBytes(config));
    Run.of(
            "bench",
            "make-model",
            "--config",
            shape,
            "--like",
            Run.LLAVA,
            "-o",
            folder.resolve("model"))
        .printed();
  }

  @Test
  void weightsInTheDtypeOfTheFileStayMapped() throws Exception {
    requireOnce("bfloat16", Short.BYTES);
  }

  @Test
  void weightsInAnotherDtypeReplaceThoseOfTheFile() throws Exception {
    requireOnce("float32", Float.BYTES);
  }

  private static void requireOnce(String dtype, int bytes) throws Exception {
    Map<String, @Nullable Object> tiny = ask(Run.LLAVA, dtype);
    Map<String, @Nullable Object> large = ask(folder.resolve("model"), dtype);

    double weights = Run.number(large, "weights");
    assertThat(weights).isGreaterThan(LAYER_PARAMETERS * bytes);
    assertThat(Run.number(large, "peak_rss") - Run.number(tiny, "peak_rss"))
        .as("resident for %.0f MB of weights", weights / 1e6)
        .isBetween(0.95 * weights, 1.15 * weights);
  }

  /// What `memory_bytes` says in a process of its own, started as the launcher does it.
  private static Map<String, @Nullable Object> ask(Path model, String dtype) throws Exception {
    Path errors = folder.resolve("errors.txt");
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    Stream<Object> arguments =
        Stream.of(
            "ask",
            "-m",
            model,
            "-i",
            Run.PICTURE,
            "--dtype",
            dtype,
            "--threads",
            "1",
            "--max-tokens",
            "2",
            "--json",
            "What is this?");
    Process process =
        new ProcessBuilder(Stream.concat(java.stream(), arguments.map(Object::toString)).toList())
            .redirectError(errors.toFile())
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(() -> read(errors)).isZero();
    return Run.object(Run.parse(printed), "memory_bytes");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
