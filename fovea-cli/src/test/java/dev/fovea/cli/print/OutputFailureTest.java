package dev.fovea.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Main;
import dev.fovea.cli.Run;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Results that cannot be written are never lost silently.
class OutputFailureTest {
  private static final String FULL = "No space left on device";

  @TempDir private Path folder = Path.of("");

  /// Takes some bytes, then fails.
  private static final class Failing extends OutputStream {
    private final String reason;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private int room;

    Failing(String reason, int room) {
      this.reason = reason;
      this.room = room;
    }

    @Override
    public void write(int one) throws IOException {
      if (room == 0) {
        throw new IOException(reason);
      }
      room--;
      taken.write(one);
    }
  }

  private static Run run(OutputStream out, Object... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(Run.texts(arguments), out, err, Terminal.NONE);
    return new Run(code, "", err.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-h",
        "--version",
        "help",
        "help insight attention",
        "ask -h",
        "ask --version",
        "insight -h",
        "bench make-model -h",
        "models",
        "models --json",
        "inspect builtin",
        "inspect builtin --json",
        "train --show builtin",
        "ask --max-tokens 1 What?",
        "ask --max-tokens 1 --json What?",
        "insight attention --json What?",
        "insight attention What?",
      })
  void everyCommandSaysThatTheDiskIsFull(String command) {
    for (int room : new int[] {0, 5}) {
      Run run = run(new Failing(FULL, room), (Object[]) command.split(" "));

      assertThat(run.err())
          .isEqualTo("fovea: standard output cannot be written: " + FULL + System.lineSeparator());
      assertThat(run.code()).isEqualTo(3);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the device is Linux's")
  void soItIsWithARealFullDevice() throws IOException {
    try (OutputStream full = new FileOutputStream("/dev/full")) {
      Run run = run(full, "models");

      assertThat(run.err()).endsWith(" cannot be written: " + FULL + System.lineSeparator());
      assertThat(run.code()).isEqualTo(ExitCode.NOT_ENOUGH_ROOM);
    }
  }

  @Test
  void aClosedOutputIsSaidToo() {
    Run run = run(new Failing("Bad file descriptor", 0), "models", "--json");

    assertThat(run.err())
        .isEqualTo(
            "fovea: standard output cannot be written: Bad file descriptor"
                + System.lineSeparator());
    assertThat(run.code()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "models", "train --show builtin", "inspect builtin --json"})
  void aReaderThatHasGoneEndsTheCommandQuietly(String command) {
    Run run = run(new Failing("Broken pipe", 3), (Object[]) command.split(" "));

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(141);
  }

  /// The page would come last.
  @Test
  void anAnswerThatNobodyReadsIsNotGoneOnWith() {
    Path page = folder.resolve("why.html");
    Failing head = new Failing("Broken pipe", 1);

    Run run = run(head, "ask", "--max-tokens", "50", "--explain", page, "Which shape is yellow?");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(141);
    assertThat(head.taken.size()).isEqualTo(1);
    assertThat(page).doesNotExist();
  }

  @Test
  void messagesThatCannotBeWrittenChangeNothing() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutputStream err = new Failing(FULL, 0);

    assertThat(Main.run(Run.texts("models"), out, err, Terminal.NONE)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("built-in");
    assertThat(Main.run(Run.texts("inspect", "gone"), out, err, Terminal.NONE)).isEqualTo(2);
    assertThat(Main.run(Run.texts("inspect", "gone", "--debug"), out, err, Terminal.NONE))
        .isEqualTo(2);
    assertThat(Main.run(Run.texts("models"), new Failing(FULL, 0), err, Terminal.NONE))
        .isEqualTo(3);
  }

  @Test
  void aRefusalStaysOneWhereNothingWasToBePrinted() {
    Run run = run(new Failing(FULL, 0), "inspect", "gone");

    assertThat(run.err()).startsWith("fovea: model \"gone\": found neither");
    assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
  }
}
