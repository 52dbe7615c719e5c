package dev.fovea.cli.ask;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import dev.fovea.cli.print.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `-` is standard input or output; pipes and devices are written and never read.
class StreamsTest {
  private static final InputStream STANDARD_INPUT = System.in;
  private static final String REQUEST =
      "{\"id\":1,\"messages\":[{\"role\":\"user\",\"content\":\"What?\"}]}\n";

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void giveBack() {
    System.setIn(STANDARD_INPUT);
  }

  private static Run withInput(String input, Object... command) {
    System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
    List<Object> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("-m", Run.LLAVA, "--threads", "1", "--max-tokens", "2"));
    return Run.of(arguments.toArray());
  }

  @Test
  void requestsComeFromStandardInputAndAnswersGoToStandardOutput() {
    Run run = withInput(REQUEST + REQUEST.replace("1", "2"), "batch", "-", "-o", "-");

    assertThat(run.code()).isZero();
    assertThat(run.out().lines().map(Run::parse).map(line -> line.get("id"))).containsExactly(1, 2);
    assertThat(run.err())
        .isEqualTo("2 requests: 2 answered, 0 failed, 0 skipped as answered before\n");
    Run json = withInput("{\n", "batch", "-", "-o", "/dev/stdout", "--json");
    assertThat(json.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(Run.parse(json.out()).keySet()).containsExactly("id", "error");
    assertThat(Run.parse(json.err())).containsEntry("failed", 1);
    assertThat(Path.of("-")).doesNotExist();
  }

  @Test
  void aPipeIsWrittenAndNeverRead() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<List<String>> read =
        CompletableFuture.supplyAsync(() -> {
          try {
            return Files.readAllLines(pipe);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });

    String summary = withInput(REQUEST, "batch", "-", "-o", pipe).printed();

    assertThat(summary).contains("1 answered");
    assertThat(read.get()).hasSize(1).allMatch(line -> line.startsWith("{\"id\":1,\"answer\""));
    assertThat(Files.readAttributes(pipe, "isOther")).containsEntry("isOther", true);
  }

  @Test
  void devicesAreWritten() {
    assertThat(withInput(REQUEST, "batch", "-", "-o", "/dev/null").printed())
        .contains("1 answered");
    Run full = withInput(REQUEST, "batch", "-", "-o", "/dev/full");
    assertThat(full.code()).isEqualTo(ExitCode.NOT_ENOUGH_ROOM);
    assertThat(full.err())
        .isEqualTo("fovea: the answers cannot be written: No space left on device\n");
  }

  @Test
  void theQuestionAContextOrAChatMayBeStandardInput() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "The boat is late.\n");
    Map<String, @Nullable Object> expected =
        withInput("", "ask", "--json", "--context", notes, "What?").json();

    Map<String, @Nullable Object> question =
        withInput("\uFEFFWhat?\n", "ask", "--json", "--context", notes, "-").json();
    Map<String, @Nullable Object> context =
        withInput("The boat is late.", "ask", "--json", "--context", "-", "What?").json();
    Map<String, @Nullable Object> chat =
        withInput(
                "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"The boat is late.\\n\"},{\"type\":\"text\",\"text\":\"What?\"}]}]",
                "ask",
                "--json",
                "--chat",
                "-")
            .json();

    assertThat(Run.number(Run.object(expected, "tokens"), "prunable")).isPositive();
    for (Map<String, @Nullable Object> each : List.of(question, context, chat)) {
      assertThat(each.get("answer")).isEqualTo(expected.get("answer"));
      assertThat(each.get("tokens")).isEqualTo(expected.get("tokens"));
    }
  }

  @Test
  void standardInputIsReadOnce() {
    withInput("text", "ask", "--context", "-", "--context", "-", "What?")
        .refusal()
        .contains("--context -: standard input is read by --context - already; expected - once");
    withInput("text", "ask", "--context", "-", "-")
        .refusal()
        .contains("QUESTION -: standard input is read by --context - already");
    withInput("[]", "ask", "--chat", "-", "-").refusal().contains("standard input is read by");
  }

  @Test
  void whatHasNoEndStopsAtALimit() {
    Path zero = Path.of("/dev/zero");
    Run.of("ask", "--context", zero, "What?")
        .refusal()
        .isEqualTo("fovea: /dev/zero: expected at most 67108864 bytes of text, found more\n");
    Run.of("ask", "--chat", zero)
        .refusal()
        .isEqualTo("fovea: /dev/zero: expected at most 67108864 bytes of text, found more\n");
    Run.of("batch", zero, "-o", folder.resolve("out.jsonl"))
        .refusal()
        .isEqualTo(
            "fovea: /dev/zero, line 1: expected at most 67108864 bytes in a line, found more\n");
  }
}
