package dev.fovea.cli.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InsightCommandTest {
  private static final String QUESTION = "Which shape is yellow?";

  @TempDir private Path folder;

  private static Run dependency(Object... more) {
    return run(
        List.of(
            "dependency",
            "-i",
            Run.EXAMPLES.resolve("scene.png"),
            "--context",
            Run.EXAMPLES.resolve("notes.txt"),
            "--max-tokens",
            "4"),
        more);
  }

  private static Run run(List<?> command, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("insight"));
    arguments.addAll(command);
    arguments.addAll(List.of("--dtype", "float32", "--threads", "1"));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray());
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  private static List<Map<String, @Nullable Object>> list(
      Map<String, @Nullable Object> json, String key) {
    assertThat(json.get(key)).as(key).isInstanceOf(List.class);
    return json.get(key) instanceof List<?> list
        ? (List<Map<String, @Nullable Object>>) list
        : List.of();
  }

  private static Map<String, @Nullable Object> outcome(
      Map<String, @Nullable Object> json, String context, String condition) {
    return list(json, "outcomes").stream()
        .filter(
            each -> context.equals(each.get("context")) && condition.equals(each.get("condition")))
        .findFirst()
        .orElseThrow();
  }

  /// The example's text hides the picture from the built-in model, and pruning lets it through: the
  /// paper's claim on one prompt.
  @Test
  void theExampleDependsOnItsPictureOnceItsTextIsPruned() {
    Map<String, @Nullable Object> json = dependency("--json", QUESTION).json();

    assertThat(json.keySet())
        .containsExactly("model", "reference", "settings", "same_visual_tokens", "outcomes");
    assertThat(list(json, "outcomes")).hasSize(8);
    assertThat(json).containsEntry("same_visual_tokens", true);
    assertThat(outcome(json, "full", "visible")).containsEntry("answer", " star");
    assertThat(outcome(json, "pruned", "visible")).containsEntry("answer", " circle");
    assertThat(Run.number(outcome(json, "full", "blank"), "kl_nats")).isLessThan(0.5);
    assertThat(Run.number(outcome(json, "pruned", "blank"), "kl_nats")).isGreaterThan(1);
    assertThat(outcome(json, "pruned", "blank")).containsEntry("changed", true);
    for (Map<String, @Nullable Object> each : list(json, "outcomes")) {
      Map<String, @Nullable Object> visible =
          outcome(json, String.valueOf(each.get("context")), "visible");
      assertThat(Run.number(each, "change"))
          .isCloseTo(
              Run.number(each, "log_probability") - Run.number(visible, "log_probability"),
              within(1e-9));
    }
  }

  @Test
  void dependencyPrintsATableWithAnotherPictureToo() {
    String printed =
        dependency("--other", Run.PICTURE, "--reference", "circle", "--rows", "fixed", QUESTION)
            .printed();

    assertThat(printed)
        .startsWith("reference answer  circle (given, 1 token)")
        .containsPattern("(?m)^full +visible +star +1279 +0\\.0000 ")
        .containsPattern("(?m)^pruned +other +\\* \\w+ +922 ");
  }

  @Test
  void choicesAreReadInAnyCase() {
    String printed =
        dependency(
                "--rows",
                "FIXED",
                "--policy",
                "Paper",
                "--prune",
                "OFF",
                "--device",
                "CPU",
                QUESTION)
            .printed();

    assertThat(printed)
        .containsPattern("(?m)^full +visible +star +1279 ")
        .doesNotContain("pruned ");
  }

  @Test
  void dependencyRefusesWhatItCannotMeasure() {
    run(List.of("dependency"), QUESTION).refusal().contains("has no picture");
    dependency("--rows", "none", QUESTION)
        .refusal()
        .contains("--rows none: expected anew or fixed");
    dependency("--patch-edge", "5000", QUESTION).refusal().contains("patch edge 5000");
  }

  @Test
  void validityRanksGeneratedSentences() {
    Map<String, @Nullable Object> json =
        run(List.of("validity", "--count", "3", "--policy", "paper,h2o", "--bands", "2"), "--json")
            .json();

    assertThat(list(json, "contexts")).hasSize(3);
    assertThat(list(json, "settings"))
        .extracting(setting -> setting.get("name"))
        .containsExactly("paper", "h2o", "paper 0..3", "paper 3..6");
    for (Map<String, @Nullable Object> setting : list(json, "settings")) {
      double sum = 0;
      for (Map<String, @Nullable Object> context : list(setting, "contexts")) {
        sum += Run.number(Run.object(context, "measures"), "auc");
      }
      Map<String, @Nullable Object> auc = Run.object(Run.object(setting, "estimates"), "auc");
      assertThat(Run.number(auc, "mean")).isCloseTo(sum / 3, within(1e-12));
      assertThat(auc).containsEntry("low", null).containsEntry("high", null);
    }
  }

  @Test
  void validityReadsContextsFromAFileAndPrintsATable() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.json"),
            """
            {"question": "Which boat came late?",
             "sentences": [{"text": "The green boat came late.", "worth": "needed"},
                           {"text": "The wind stood in the west.", "worth": "filler"},
                           {"text": "The red boat came in with salt.", "worth": "misleading"}]}
            """);

    String printed =
        run(List.of("validity", "--contexts", file, "--policy", "mean", "--bands", "0")).printed();

    assertThat(printed)
        .startsWith("1 context; intervals need 10 or more")
        .containsPattern("(?m)^mean +0 to 1 +[01]\\.\\d\\d ")
        .containsPattern("(?m)^random +- ")
        .containsPattern("(?m)^earlier +- +1\\.00 ")
        .contains("Without any model, place alone (earlier higher) reaches 100.0\u00A0%");
  }

  @Test
  void wrongContextsAndCommandsAreRefusedInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.json"), "{\"question\": \"?\"}");

    run(List.of("validity", "--contexts", file))
        .refusal()
        .contains("mine.json: sentences: expected a list, found nothing");
    run(List.of("validity", "--policy", "fastv")).refusal().contains("fastv prunes visual tokens");
    Run.of("insight", "valdity").refusal().contains("unknown command 'valdity'", "validity");
    Run.of("insight")
        .refusal()
        .contains("expected a measurement: dependency, attention, entropy, flow, validity");
  }
}
