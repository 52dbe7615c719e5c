package dev.fovea.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import dev.fovea.cli.ask.BrokenModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a person sees, and what a program gets.
class PrintingTest {
  private static final String STEERING =
      "The red boat \u001b[2J\u001b]0;pwned\u0007 came \u009b31mlate\u007f. \u202eThe red boat. ";

  @TempDir private Path folder = Path.of("");

  private static Terminal wide(int columns) {
    return new Terminal(true, true, true, false, OptionalInt.of(columns));
  }

  private Path template(String text) throws IOException {
    return Files.writeString(folder.resolve("t.jinja"), text);
  }

  private Path context(String text) throws IOException {
    return Files.writeString(folder.resolve("context.txt"), text);
  }

  private static boolean steers(String text) {
    return text.codePoints()
        .anyMatch(one -> (Character.isISOControl(one) && one != '\n') || one == 0x202E);
  }

  @Test
  void whatIsRenderedIsExactOnAPipeAndShownOnATerminal() throws IOException {
    Object[] command = {
      "template",
      "--template",
      template(STEERING + "\tend"),
      "--data",
      Files.writeString(folder.resolve("d.json"), "{}")
    };

    assertThat(Run.on(Terminal.NONE, command).printed()).isEqualTo(STEERING + "\tend");
    assertThat(Run.on(wide(20), command).printed())
        .isEqualTo(
            "The red boat \\x1b[2J\\x1b]0;pwned\\x07 came \\x9b31mlate\\x7f. \\u202eThe red boat. \tend");
  }

  @Test
  void theSummaryOfAContextNeverSteersATerminal() throws IOException {
    Path context = context(STEERING.repeat(8));
    for (Terminal terminal : List.of(Terminal.NONE, wide(80))) {
      Run run =
          Run.on(
              terminal, "ask", "--context", context, "--set", "rate=0.9", "--max-tokens", 2, "Q");

      String summary = run.out().substring(run.out().indexOf("\ntokens"));
      assertThat(run.code()).isZero();
      assertThat(summary).contains("\ndropped", "\\x1b");
      assertThat(steers(summary)).as(summary).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 50, 79})
  void linesAreNoWiderThanTheTerminalAndHangUnderTheirText(int columns) throws IOException {
    Path context = context("赤い船が遅れて港に着いた。 The red boat came late to the old harbor. ".repeat(20));
    Object[] command = {"ask", "--context", context, "--max-tokens", 2, "Which boat came late?"};

    String piped = Run.on(Terminal.NONE, command).printed();
    String shown = Run.on(wide(columns), command).printed();

    List<String> lines = shown.lines().skip(1).toList();
    assertThat(lines).allMatch(line -> Columns.width(line) <= columns);
    assertThat(lines.stream().filter(line -> line.startsWith(" ")))
        .isNotEmpty()
        .allMatch(line -> line.startsWith(" ".repeat(11)) && line.charAt(11) != ' ');
    assertThat(piped.lines().skip(2).map(line -> line.split(" ")[0]))
        .containsExactly("tokens", "pruning", "dropped", "attention", "cost", "time");
  }

  @Test
  void sentencesOfMeasuresAreBrokenBetweenWords() throws IOException {
    Path context = context("The red boat came late to the old harbor. ".repeat(10));
    Object[] command = {"insight", "attention", "--context", context, "Which boat came late?"};

    String piped = Run.on(Terminal.NONE, command).printed();
    String shown = Run.on(wide(60), command).printed();

    assertThat(piped.lines().mapToInt(String::length).max().orElseThrow()).isGreaterThan(100);
    assertThat(shown.lines()).allMatch(line -> Columns.width(line) <= 60);
    assertThat(shown.replaceAll("\\s+", " ")).isEqualTo(piped.replaceAll("\\s+", " "));
  }

  @Test
  void labelsAreFaintWhereColorsAreWanted() {
    Terminal colors = new Terminal(true, false, false, false, OptionalInt.of(200));
    Object[] command = {"ask", "--max-tokens", 1, "What?"};

    assertThat(Run.on(colors, command).printed())
        .containsPattern("\n\u001b\\[2mtokens\u001b\\[2[12]m[^ ]* {5}\\d");
    assertThat(Run.on(wide(200), command).printed()).doesNotContain("\u001b");
    assertThat(Run.on(Terminal.NONE, command).printed()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gone\u001b]0;pwned\u0007.json",
        "gone\u009b2J",
        "gone\u202etxt",
        "two\nlines",
        "back\rspace",
      })
  void namesInMessagesAreShownOnOneLine(String name) {
    for (List<String> command :
        List.of(
            List.of("inspect", name),
            List.of("ask", "--chat", name, "Q"),
            List.of("ask", "--nothing" + name, "Q"),
            List.of(name),
            List.of("help", name),
            List.of("ask", "--seed", name, "Q"))) {
      for (Terminal terminal : List.of(Terminal.NONE, wide(80))) {
        Run run = Run.on(terminal, command.toArray());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("fovea: ").endsWith("\n");
        assertThat(run.err().lines()).as(run.err()).hasSize(1);
        assertThat(steers(run.err())).as(run.err()).isFalse();
      }
    }
  }

  @Test
  void stackTracesAreShownToo() {
    Run run = Run.on(Terminal.NONE, "ask", "--chat", "gone\u001b[2J", "--debug", "Q");

    assertThat(run.err()).contains("\\x1b[2J", "\tat dev.fovea");
    assertThat(run.err()).doesNotContain("\u001b");
  }

  @Test
  void valuesOfConfigurationsAreShown() throws IOException {
    BrokenModels.copy(folder)
        .replace("config.json", "\"model_type\": \"llava\"", "\"model_type\": \"x\\u001b[2Jy\"");

    assertThat(Run.on(Terminal.NONE, "inspect", folder).printed())
        .contains("x\\x1b[2Jy")
        .doesNotContain("\u001b");
    assertThat(Run.on(Terminal.NONE, "inspect", folder, "--json").json())
        .containsEntry("family", "x\u001b[2Jy");
  }

  @Test
  void libraryNamesAreNotInMessages() throws IOException {
    Path deep = Files.writeString(folder.resolve("deep.json"), "[".repeat(2000));

    Run.of("ask", "--chat", deep, "Q")
        .refusal()
        .contains("at most 200 deep")
        .doesNotContain("StreamRead", "`");
    Run.of("ask", "--chat", folder, "Q").refusal().endsWith(": expected a file, found a folder\n");
    Run.of("ask", "--context", folder, "Q")
        .refusal()
        .endsWith(": expected a file, found a folder\n");
    Run.of("batch", folder, "-o", folder.resolve("out.jsonl"))
        .refusal()
        .endsWith(": expected a file, found a folder\n");
  }

  @Test
  void helpIsACommandToo() {
    assertThat(Run.of("help").printed()).isEqualTo(Run.of("-h").printed());
    assertThat(Run.of("help", "ask").printed()).isEqualTo(Run.of("ask", "-h").printed());
    assertThat(Run.of("help", "insight", "flow").printed())
        .isEqualTo(Run.of("insight", "flow", "-h").printed());
    Run.of("help", "aks").refusal().contains("unknown command 'aks'; the commands are ask, batch");
    Run.of("help", "ask", "me").refusal().contains("fovea ask has no commands of its own");
  }

  @Test
  void everyCommandTellsTheVersion() {
    String version = Run.of("--version").printed();

    // Classes outside of a jar have none.
    assertThat(version).matches("fovea (\\(not from a jar\\)|\\d+\\.\\d+.*)\\R");
    assertThat(Run.of("ask", "--version").printed()).isEqualTo(version);
    assertThat(Run.of("insight", "flow", "-V").printed()).isEqualTo(version);
  }
}
