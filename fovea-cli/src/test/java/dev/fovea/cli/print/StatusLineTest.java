package dev.fovea.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Main;
import dev.fovea.engine.progress.ProgressListener.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

class StatusLineTest {
  private final StringWriter err = new StringWriter();

  private Messages messages(Terminal terminal) {
    CommandLine command = Main.commandLine(terminal);
    command.setErr(new PrintWriter(err));
    return new Messages(command);
  }

  private static Terminal terminal(int columns) {
    return new Terminal(true, true, false, true, OptionalInt.of(columns));
  }

  private void await(String text) throws InterruptedException {
    while (!err.toString().contains(text)) {
      Thread.sleep(1);
    }
  }

  @Test
  @Timeout(60)
  void theLineIsWrittenOverAndTakenAway() throws InterruptedException {
    try (StatusLine status = new StatusLine(messages(terminal(80)), Duration.ZERO)) {
      status.progress(Stage.LOADING, 5_000_000, 14_000_000_000L);
      await("14.0 GB");
      status.progress(Stage.READING, 11, 32);
      await("12 of 32");
      status.clear();
      status.progress(Stage.LOOKING, 0, 2);
      await("1 of 2");
    }

    String loading = "loading  5.0 MB of 14.0 GB";
    String reading = "reading  layer 12 of 32";
    String looking = "looking  picture 1 of 2";
    assertThat(err.toString())
        .isEqualTo(
            "\r"
                + loading
                + ("\r" + reading + " ".repeat(loading.length() - reading.length()))
                + ("\r" + " ".repeat(reading.length()) + "\r")
                + ("\r" + looking)
                + ("\r" + " ".repeat(looking.length()) + "\r"))
        .doesNotContain("\u001b");
  }

  @Test
  @Timeout(60)
  void aNarrowTerminalGetsAsMuchAsFits() throws InterruptedException {
    try (StatusLine status = new StatusLine(messages(terminal(20)), Duration.ZERO)) {
      status.progress(Stage.OBSERVING, 0, 1000);
      await("scoring");
    }

    assertThat(err.toString()).startsWith("\rscoring  layer 1 o…\r");
  }

  @Test
  void nobodyIsToldOnAPipeOrADumbTerminal() throws InterruptedException {
    for (Terminal terminal :
        new Terminal[] {
          Terminal.NONE, new Terminal(true, true, true, false, OptionalInt.empty())
        }) {
      try (StatusLine status = new StatusLine(messages(terminal), Duration.ZERO)) {
        status.progress(Stage.READING, 0, 4);
        status.clear();
      }
    }

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whatIsDoneInATriceIsNotShown() {
    try (StatusLine status = new StatusLine(messages(terminal(80)), Duration.ofDays(1))) {
      status.progress(Stage.READING, 0, 4);
      status.progress(Stage.READING, 4, 4);
    }

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theLastLayerIsShownAsItself() {
    assertThat(StatusLine.words(Stage.READING, 0, 4)).isEqualTo("reading  layer 1 of 4");
    assertThat(StatusLine.words(Stage.READING, 3, 4)).isEqualTo("reading  layer 4 of 4");
    assertThat(StatusLine.words(Stage.READING, 4, 4)).isEqualTo("reading  layer 4 of 4");
  }
}
