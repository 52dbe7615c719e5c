package dev.fovea.lab.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that transformers recorded on every model folder in `fixtures/`.
class ParityTest {
  private static final Path FIXTURES = Path.of("..", "fixtures");

  static List<String> fixtures() throws IOException {
    try (Stream<Path> files = Files.walk(FIXTURES)) {
      return files
          .filter(file -> file.endsWith(Path.of("reference", "cases.json")))
          .map(file -> FIXTURES.relativize(file.resolve("../..").normalize()).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void allFixturesAreFound() throws IOException {
    assertThat(fixtures())
        .contains(
            "llava",
            "llava-spm",
            "qwen2_vl",
            "qwen2_5_vl",
            "qwen3_vl",
            "llava_next",
            "llava_onevision",
            "variants/dynamic",
            "variants/qwen3-bias-window");
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void everyCheckHolds(String fixture) {
    Path folder = FIXTURES.resolve(fixture);
    List<ParityCheck> checks = new ArrayList<>();
    try (Engine engine = Engine.load(folder, new EngineOptions("float32", "cpu", 1))) {
      ParityRunner.run(engine, folder.resolve("reference"), checks::add);
    }

    assertThat(checks).extracting(ParityCheck::check).contains("prompt", "input_ids", "logits");
    assertThat(checks).filteredOn(check -> !check.ok()).isEmpty();
  }

  @Test
  void theRecordOfAnotherModelFailsInItsPromptsAndIsComparedNoFurther() {
    List<ParityCheck> checks = new ArrayList<>();
    try (Engine engine =
        Engine.load(FIXTURES.resolve("llava"), new EngineOptions("float32", "cpu", 1))) {
      ParityRunner.run(engine, FIXTURES.resolve("qwen2_vl/reference"), checks::add);
    }

    assertThat(checks)
        .extracting(ParityCheck::check)
        .containsOnly("prompt", "input_ids", "positions");
    assertThat(checks).anyMatch(check -> !check.ok());
  }
}
