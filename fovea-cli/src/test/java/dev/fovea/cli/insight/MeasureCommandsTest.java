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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `fovea insight attention`, `entropy` and `flow`; and the pages of all measures on every family.
class MeasureCommandsTest {
  private static final String QUESTION = "What color is the star in the picture above?";
  private static final String TEXT =
      "On the bright drawing at the harbor there are a orange triangle and a pink ring. ";

  @TempDir private Path folder = Path.of("");

  /// Folders of fixtures that are models.
  static List<String> families() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("../fixtures"))) {
      return folders
          .filter(each -> Files.exists(each.resolve("config.json")))
          .map(each -> each.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private Run run(String model, String measure, Object... more) throws IOException {
    Path context = Files.writeString(folder.resolve("context.txt"), TEXT.repeat(3));
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "insight",
                measure,
                "-m",
                Path.of("../fixtures", model),
                "--dtype",
                "float32",
                "--threads",
                "1",
                "-i",
                Path.of("../fixtures/llava/reference/wide.png")));
    if (!measure.equals("validity")) {
      arguments.addAll(List.of("--context", context, "--prune", "0.3", QUESTION));
    }
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray());
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  private static List<Map<String, @Nullable Object>> list(
      Map<String, @Nullable Object> json, String key) {
    return json.get(key) instanceof List<?> list
        ? (List<Map<String, @Nullable Object>>) list
        : List.of();
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyFamilyIsMeasuredAndDrawn(String model) throws IOException {
    for (String measure : List.of("attention", "entropy", "flow", "dependency")) {
      Path page = folder.resolve(measure + ".html");
      Map<String, @Nullable Object> json = run(model, measure, "--json", "--html", page).json();
      assertThat(json).containsKey("model");
      assertThat(page).content().contains("<h1 dir=\"auto\">" + QUESTION, "data-tip=");
    }
    Path page = folder.resolve("validity.html");
    run(model, "validity", "--count", "2", "--policy", "paper", "--bands", "0", "--html", page)
        .printed();
    assertThat(page).content().contains("One of the contexts");
    run(model, "attention", "--html", page).printed();
    assertThat(page).content().contains("id=\"picture-1\"", "class=\"view\"", "data-values=");
  }

  @Test
  void sharesOfEveryHeadSumToOneAndTheirMeanIsThatOfTheHeads() throws IOException {
    Map<String, @Nullable Object> json =
        run("llava", "attention", "--lengths", "0,20", "--json").json();

    assertThat(json.keySet())
        .containsExactly("model", "tokens", "pruning", "whole", "pruned", "lengths");
    assertThat(list(json, "whole")).hasSize(4);
    assertThat(list(json, "pruned")).hasSize(4);
    for (Map<String, @Nullable Object> layer : list(json, "whole")) {
      for (String asking : List.of("last", "question", "text")) {
        Map<String, @Nullable Object> group = Run.object(layer, asking);
        double visual = 0;
        for (Map<String, @Nullable Object> head : list(group, "heads")) {
          double sum = 0;
          for (String key : List.of("visual", "context", "question", "template", "system")) {
            sum += Run.number(head, key);
          }
          assertThat(sum).isCloseTo(1, within(1e-5));
          visual += Run.number(head, "visual") / list(group, "heads").size();
        }
        assertThat(Run.number(Run.object(group, "mean"), "visual"))
            .isCloseTo(visual, within(1e-12));
      }
    }
    assertThat(list(json, "lengths"))
        .extracting(point -> point.get("context"))
        .containsExactly(0, 20);
  }

  @Test
  void entropyPutsThePredictionBesideTheMeasurement() throws IOException {
    Map<String, @Nullable Object> json = run("llava", "entropy", "--json").json();

    assertThat(json.keySet())
        .containsExactly(
            "model", "tokens", "pruning", "whole", "same_rows", "pruned", "predictions");
    assertThat(Run.object(json, "pruning"))
        .containsEntry("execution", "in-flight")
        .containsEntry("positions", "keep");
    assertThat(list(json, "predictions")).hasSize(2);
    for (Map<String, @Nullable Object> prediction : list(json, "predictions")) {
      assertThat(Run.number(prediction, "measured_visual_share"))
          .isCloseTo(Run.number(prediction, "predicted_visual_share"), within(1e-5));
      assertThat(Run.number(prediction, "measured_entropy"))
          .isCloseTo(Run.number(prediction, "predicted_entropy"), within(1e-4));
    }
  }

  @Test
  void flowIsThatOfTheAnswerThatIsNamed() throws IOException {
    Map<String, @Nullable Object> own = run("llava", "flow", "--json").json();
    Map<String, @Nullable Object> other = run("llava", "flow", "--target", "pink", "--json").json();

    assertThat(own.keySet())
        .containsExactly("model", "tokens", "pruning", "target", "comparison", "whole", "pruned");
    assertThat(list(Run.object(own, "whole"), "layers"))
        .hasSize(4)
        .allSatisfy(
            layer -> assertThat(layer.keySet()).containsExactly("layer", "s_vr", "s_vt", "s_vc"));
    assertThat(list(Run.object(own, "pruned"), "layers"))
        .allSatisfy(layer -> assertThat(layer).containsEntry("s_vc", null));
    assertThat(Run.number(Run.object(other, "whole"), "loss_nats"))
        .as("the model's own answer is the likeliest")
        .isGreaterThan(Run.number(Run.object(own, "whole"), "loss_nats"));
    assertThat(Run.object(other, "target")).isNotEqualTo(Run.object(own, "target"));
    assertThat(Run.object(own, "comparison"))
        .containsEntry("target", "each")
        .containsEntry("flow", "log-odds");
    assertThat(Run.object(other, "comparison")).containsEntry("target", "given");
    assertThat(Run.object(Run.object(other, "pruned"), "target"))
        .isEqualTo(Run.object(other, "target"));
  }

  /// The flow of the loss is that of the log-odds times the doubt of the token.
  @Test
  void bothFlowsAreToldAndHangTogether() throws IOException {
    Map<String, @Nullable Object> json = run("llava", "flow", "--json").json();

    for (String key : List.of("whole", "pruned")) {
      Map<String, @Nullable Object> part = Run.object(json, key);
      double doubt = -Math.expm1(-Run.number(part, "loss_nats"));
      assertThat(Run.number(part, "probability")).isCloseTo(1 - doubt, within(1e-5));
      assertThat(Run.number(part, "log_odds_nats"))
          .isCloseTo(Math.log((1 - doubt) / doubt), within(1e-4));
      for (int layer = 0; layer < 4; layer++) {
        double odds = Run.number(list(part, "log_odds_layers").get(layer), "s_vt");
        assertThat(odds).isPositive();
        assertThat(Run.number(list(part, "layers").get(layer), "s_vt"))
            .isCloseTo(odds * doubt, within(1e-5 * odds));
      }
    }
  }

  @Test
  void aRiseIsNotClaimedWhereTheAnswerIsAnotherOrItsLossIs() {
    List<Object> example =
        List.of(
            "insight",
            "flow",
            "--threads",
            "1",
            "-i",
            Run.EXAMPLES.resolve("scene.png"),
            "--context",
            Run.EXAMPLES.resolve("notes.txt"),
            "Which shape is yellow?");
    String each = Run.of(example.toArray()).printed();
    List<Object> same = new ArrayList<>(example);
    same.addAll(2, List.of("--target-of", "WHOLE"));
    String whole = Run.of(same.toArray()).printed();

    assertThat(each)
        .startsWith("answer token  “star”, loss 0.4184 nats, p 0.6581; pruned “circle”, loss ")
        .contains("of the log-odds of the likeliest token of each run")
        .contains("the answers are different ones, “star” in the whole prompt and “circle” in")
        .doesNotContain("Pruning raised");
    assertThat(whole)
        .startsWith("answer token  “star”, loss 0.4184 nats, p 0.6581; pruned “star”, loss 7.12")
        .contains("of the log-odds of the likeliest token of the whole prompt, in both runs")
        .contains("the loss of the token is 0.418\u00A0nats in the whole prompt and 7.12\u00A0nats")
        .doesNotContain("Pruning raised");
  }

  @Test
  void tablesEndInSentences() throws IOException {
    assertThat(run("llava", "attention").printed())
        .containsPattern("(?m)^last +0 +\\d")
        .contains("The last token gives most of its attention to");
    assertThat(run("llava", "entropy").printed())
        .containsPattern("(?m)^question +3 +\\d")
        .contains("must become v/(1 − m)");
    assertThat(run("llava", "flow").printed())
        .containsPattern("(?m)^answer token  “.*”, loss \\d")
        .contains("A visual token passes");
  }

  @Test
  void wrongPlacesAndTargetsAreToldInOneLine() throws IOException {
    run("llava", "attention", "--html", folder.resolve("none/page.html"))
        .refusal()
        .contains("expected a folder to write to, found none");
    run("llava", "flow", "--target", " ").refusal().contains("--target: expected some text");
    run("llava", "flow", "--target", "red", "--target-of", "each")
        .refusal()
        .contains("--target-of: expected without --target");
    run("llava", "flow", "--target-of", "both")
        .refusal()
        .contains("--target-of", "expected each or whole, found 'both'");
    run("llava", "attention", "--lengths", "-1").refusal().contains("--lengths -1");
    run("llava", "attention", "--lengths", "x").refusal().contains("a whole number, found 'x'");
  }
}
