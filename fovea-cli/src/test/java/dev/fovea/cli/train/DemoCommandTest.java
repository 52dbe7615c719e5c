package dev.fovea.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.cli.Run;
import dev.fovea.cli.print.Columns;
import dev.fovea.cli.print.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fovea demo`.
class DemoCommandTest {
  @TempDir private Path folder = Path.of("");

  private static Run demo(Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("demo", "--samples", "2", "--lengths", "60,110"));
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

  @Test
  void jsonHoldsWhatTheLinesSay() throws IOException {
    Path file = folder.resolve("runs.jsonl");

    Map<String, @Nullable Object> json = demo("-o", file, "--json").json();

    assertThat(json.keySet())
        .containsExactly(
            "model",
            "seed",
            "samples",
            "pruning",
            "settings",
            "lengths",
            "since_shortest",
            "groups",
            "published");
    assertThat(json.get("model")).asString().matches("builtin-[0-9a-f]{12}");
    assertThat(list(json, "lengths"))
        .extracting(each -> each.get("length"))
        .containsExactly(60, 110);
    List<Map<String, @Nullable Object>> lines =
        Files.readString(file).lines().map(Run::parse).toList();
    for (Map<String, @Nullable Object> length : list(json, "lengths")) {
      assertThat(length.keySet())
          .containsExactly("length", "samples", "text_tokens", "conditions", "differences");
      assertThat(Run.object(length, "differences").keySet())
          .containsExactly(
              "pruned_none", "pruned_random", "random_none", "none_blank", "pruned_blank");
      for (String condition : List.of("none", "pruned", "random", "blank", "blank_pruned")) {
        Map<String, @Nullable Object> result =
            Run.object(Run.object(length, "conditions"), condition);
        assertThat(result.keySet())
            .containsExactly(
                "accuracy", "misled", "visual_share", "kl_nats", "pruned_tokens", "seconds");
        int samples = 0;
        int right = 0;
        double share = 0;
        for (Map<String, @Nullable Object> line : lines) {
          if (Objects.equals(line.get("length"), length.get("length"))
              && Objects.equals(line.get("condition"), condition.replace('_', '-'))) {
            samples++;
            right += Boolean.TRUE.equals(line.get("right")) ? 1 : 0;
            share += Run.number(line, "visual_share") / 2;
          }
        }
        Map<String, @Nullable Object> accuracy = Run.object(result, "accuracy");
        assertThat(samples).isEqualTo(2);
        assertThat(Run.number(accuracy, "samples")).isEqualTo(2);
        assertThat(Run.number(accuracy, "count")).isEqualTo(right);
        assertThat(Run.number(accuracy, "share"))
            .isBetween(Run.number(accuracy, "low"), Run.number(accuracy, "high"));
        assertThat(Run.number(result, "visual_share")).isCloseTo(share, within(1e-12));
      }
    }
    assertThat(Run.object(json, "groups").keySet())
        .containsExactly("kind", "needs_text", "objects", "size");
  }

  @Test
  void tableChartAndSentencesAreThoseOfTheLinesThatAreThere() throws IOException {
    Path file = folder.resolve("runs.jsonl");
    demo("-o", file, "--json", "--engines", "1").printed();
    String lines = Files.readString(file);

    String printed = demo("-o", file, "--card", folder).printed();

    assertThat(file).content().isEqualTo(lines);
    assertThat(printed)
        .startsWith("2 pictures of coloured shapes, a question about each")
        .containsPattern("(?m)^text tokens +without pruning +pruned +random +grey picture")
        .containsPattern("(?m)^ +110 +\\d+ \\([ \\d]+-\\d+\\)")
        .contains("o without pruning    # pruned    x dropped at random", "The whole text: ");
    Terminal terminal = new Terminal(true, true, true, false, OptionalInt.of(72));
    Run narrow = Run.on(terminal, "demo", "--samples", 2, "--lengths", "60,110", "-o", file);
    assertThat(narrow.printed().lines()).allMatch(line -> Columns.width(line) <= 72);
    assertThat(narrow.out().replaceAll("\\s+", " ")).isEqualTo(printed.replaceAll("\\s+", " "));
    assertThat(folder.resolve("figures.md")).content().contains("**Right answers (%)**");
    assertThat(Run.parse(Files.readString(folder.resolve("figures.json"))).keySet())
        .contains("model", "lengths")
        .doesNotContain("groups");
  }

  @Test
  void wrongNumbersAndFilesOfOthersAreRefused() throws IOException {
    demo("--engines", "0").refusal().contains("--engines: expected 1 or more");
    demo("--rate", "2").refusal().contains("rate 2.0 is outside 0..1");
    demo("--card", folder.resolve("none")).refusal().contains("no such folder");
    Run.of("demo", "--lengths", "200,100").refusal().contains("lengths: expected ascending");
    Run.of("demo", "--samples", "0").refusal().contains("samples: expected 1 or more");
    Path file = Files.writeString(folder.resolve("letter.txt"), "a letter\n");
    demo("-o", file).refusal().contains("expected a line of an earlier study");
    demo("-m", folder.resolve("none")).refusal().contains("none");
  }

  @Test
  void aLengthThatTheModelCannotReadIsRefusedBeforeAnythingIsPrinted() {
    Run.of("demo", "--samples", "3", "--lengths", "60,4200")
        .refusal()
        .containsPattern(
            "lengths: 4200 tokens of text make a prompt of \\d+ tokens, the model reads at most 4096");
  }

  @Test
  void fewSamplesGetNoIntervalOfDifferences() {
    Map<String, @Nullable Object> json = demo("--json").json();
    Map<String, @Nullable Object> difference =
        Run.object(Run.object(list(json, "lengths").getFirst(), "differences"), "pruned_none");

    assertThat(difference).containsEntry("low", null).containsEntry("high", null);
    assertThat(demo().printed())
        .contains("no interval of fewer than 10 samples")
        .doesNotContain("95 %: +0");
  }
}
