package dev.fovea.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  private static final Object CONFIG = Run.LLAVA.resolve("config.json");

  @Test
  void refusesAShapeWithoutWeights() {
    Run.of("bench", "--config", CONFIG).refusal().contains("--random-weights");
    Run.of("bench", "--random-weights").refusal().contains("--config");
    Run.of("bench", "-m", Run.LLAVA, "--config", CONFIG, "--random-weights")
        .refusal()
        .contains("found both");
  }

  @Test
  void refusesWrongNumbersBeforeAnyWork() {
    Run.of("bench", "--repeat", "0").refusal().contains("repeat: expected 1 or more, found 0");
    Run.of("bench", "--prune", "1.5").refusal().contains("1.5 is outside 0..1");
    Run.of("bench", "--policy", "papre").refusal().contains("papre", "paper");
    Run.of("bench", "-m", Run.LLAVA, "--layers", "9").refusal().contains("1 to 4", "found 9");
  }

  @Test
  void printsTheObjectThatScriptsRelyOn() {
    Map<String, @Nullable Object> json =
        Run.of(
                "bench",
                "--config",
                CONFIG,
                "--random-weights",
                "--layers",
                "2",
                "--text",
                "60",
                "--decode",
                "1",
                "--json")
            .json();

    assertThat(Run.object(json, "tokens")).containsEntry("visual", 16).containsEntry("text", 60);
    assertThat(Run.object(json, "prefill_ms")).containsOnlyKeys("none", "in_flight", "rerun");
    assertThat(Run.object(json, "shape")).containsEntry("dtype", "bfloat16");
    assertThat(Run.number(json, "decode_tokens_s")).isPositive();
  }

  @Test
  void makesAModelThatAnswers(@TempDir Path folder) {
    Path model = folder.resolve("new/model");
    Map<String, @Nullable Object> made = makeModel(model, "--layers", "2", "--json").json();

    assertThat(made).containsEntry("folder", model.toString()).containsEntry("seed", 0);
    assertThat(Run.number(made, "weight_bytes")).isEqualTo(2 * Run.number(made, "parameters"));
    Map<String, @Nullable Object> answer =
        Run.of("ask", "-m", model, "-i", Run.PICTURE, "--max-tokens", "3", "--json", "What?")
            .json();
    assertThat(Run.object(answer, "model")).containsEntry("layers", 2);
    // Small models are computed in float32.
    assertThat(Run.number(Run.object(answer, "memory_bytes"), "weights"))
        .isEqualTo(2 * Run.number(made, "weight_bytes"));
    makeModel(model).refusal().contains(model + ": expected a new folder, found one");
  }

  @Test
  void refusesAModelThatCannotBeMade(@TempDir Path folder) {
    Path model = folder.resolve("model");
    makeModel(model, "--shards", "0").refusal().contains("--shards: expected 1 or more, found 0");
    makeModel(model, "--layers", "9").refusal().contains("1 to 4", "found 9");
    Run.of("bench", "make-model", "--config", CONFIG, "-o", model).refusal().contains("--like");
    Run.of("bench", "makemodel").refusal().contains("unknown command 'makemodel'", "make-model");
    Run.of("bench", "--dekode", "3").refusal().contains("'--dekode'", "did you mean", "--decode");
    assertThat(model).doesNotExist();
  }

  private static Run makeModel(Path folder, Object... more) {
    Stream<Object> arguments =
        Stream.of("bench", "make-model", "--config", CONFIG, "--like", Run.LLAVA, "-o", folder);
    return Run.of(Stream.concat(arguments, Stream.of(more)).toArray());
  }
}
