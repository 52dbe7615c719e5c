package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
}
