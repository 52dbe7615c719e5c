package dev.fovea.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Nothing that a command writes takes the place of what it reads, or of anybody's file.
class WrittenFilesTest {
  private static final String NO_PAGE =
      "expected a new file, or an earlier page of Fovea to replace, found another file";

  @TempDir private Path folder = Path.of("");
  private Path page = Path.of("");

  /// A page of an earlier run, which may be replaced, unless it is read.
  @BeforeEach
  void writeAPage() {
    page = folder.resolve("why.html");
    ask("--explain", page, "What?").printed();
  }

  private static Run ask(Object... more) {
    Object[] command = new Object[more.length + 3];
    System.arraycopy(new Object[] {"ask", "--max-tokens", "1"}, 0, command, 0, 3);
    System.arraycopy(more, 0, command, 3, more.length);
    return Run.of(command);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void anEarlierPageIsReplacedAndNothingElse() throws IOException {
    Path picture = Files.copy(Run.PICTURE, folder.resolve("pic.png"));
    Path notes = file("notes.txt", "The boat is red.\n");
    byte[] before = Files.readAllBytes(picture);

    ask("-i", picture, "--explain", page, "What?").printed();
    ask("-i", picture, "--explain", picture, "What?").refusal().contains("pic.png: --explain");
    ask("--context", notes, "--explain", notes, "What?").refusal().contains("notes.txt");
    ask("--explain", notes, "What?").refusal().contains("notes.txt: " + NO_PAGE);
    Run.of("insight", "flow", "--html", file("config.json", "{}"), "What?")
        .refusal()
        .contains("config.json: " + NO_PAGE);

    assertThat(picture).hasBinaryContent(before);
    assertThat(notes).hasContent("The boat is red.\n");
    assertThat(folder.resolve("config.json")).hasContent("{}");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links take a privilege there")
  void aPageThatIsReadIsNotReplacedUnderAnyName() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.html"), page.getFileName());
    Path hard = Files.createLink(folder.resolve("hard.html"), page);
    Path spelled = folder.resolve("../" + folder.getFileName() + "/why.html");
    Path json = file("chat.json", "");

    for (Path name : new Path[] {page, link, hard, spelled}) {
      ask("--context", page, "--explain", name, "What?")
          .refusal()
          .isEqualTo(
              "fovea: "
                  + name
                  + ": --explain would replace the file of --context; expected another one\n");
      Run.of("insight", "entropy", "--context", page, "--html", name, "What?")
          .refusal()
          .contains("--html would replace the file of --context");
    }
    ask("--chat", json, "--explain", json).refusal().contains("the file of --chat");
    ask("-i", json, "--explain", json, "--", "Q").refusal().contains("the file of -i");
    Run.of("insight", "dependency", "--other", json, "--html", json, "Q")
        .refusal()
        .contains("the file of --other");
    Run.of("insight", "validity", "--contexts", json, "--html", json)
        .refusal()
        .contains("the file of --contexts");
  }

  @Test
  void aPageMayBePrintedAndResultsThenGoToStandardError() {
    Run run = ask("--explain", "-", "Which shape is yellow?");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("<!doctype html>").endsWith("</html>\n");
    assertThat(run.err().lines().map(line -> line.split(" ")[0])).contains("tokens", "time");
    ask("--explain", "-", "--json", "What?")
        .refusal()
        .contains("--explain -: expected a file, as --json prints an object");
    assertThat(Run.of("insight", "entropy", "--html", "/dev/stdout", "What?").out())
        .startsWith("<!doctype html>");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the device is Linux's")
  void aPageThatDoesNotFitSaysSo() {
    Run run = ask("--explain", "/dev/full", "What?");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err())
        .isEqualTo("fovea: /dev/full: cannot be written: No space left on device\n");
    ask("--explain", "/dev/null", "What?").printed();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void pagesNameFilesWithoutTheirFolders() throws IOException {
    Path picture = Files.copy(Run.PICTURE, folder.resolve("pic.png"));

    ask("-i", picture.toAbsolutePath(), "--explain", page, "What?").printed();

    assertThat(page).content().contains("pic.png").doesNotContain(folder.toString());
  }

  @Test
  void foldersCannotBePrinted() {
    Run.of("scenes", "-o", "-").refusal().contains("-o -: expected the name of a folder");
    Run.of("train", "check", "-o", "-").refusal().contains("-o -: expected the name of a folder");
    Run.of("demo", "--card", "-").refusal().contains("--card -: expected the name of a folder");
    Run.of("bench", "make-model", "--config", "x", "--like", Run.LLAVA, "-o", "-")
        .refusal()
        .contains("-o -: expected the name of a folder");
    Run.of("demo", "-o", "-").refusal().contains("-o: expected a file, which a later run");
    assertThat(Path.of("-")).doesNotExist();
  }

  @Test
  void theFilesOfACardReplaceNothingButEarlierOnes() throws IOException {
    Path card = Files.createDirectory(folder.resolve("card"));
    Path lines = card.resolve("figures.json");

    Run.of("demo", "-o", lines, "--card", card)
        .refusal()
        .contains("figures.json: --card would replace the file of -o");
    Files.writeString(lines, "{\"mine\": 1}");
    Run.of("demo", "--card", card).refusal().contains("or with those of an earlier card");
    Files.delete(lines);
    Files.writeString(card.resolve("figures.md"), "# Mine\n");
    Run.of("demo", "--card", card).refusal().contains("or with those of an earlier card");
    assertThat(card.resolve("figures.md")).hasContent("# Mine\n");
  }

  @Test
  void aTrainingTakesThePlaceOfNoPageOfOthers() throws IOException {
    Path training = Files.createDirectory(folder.resolve("training"));
    Path mine = Files.writeString(training.resolve("training.html"), "<p>mine");

    Run.of("train", "check", "-o", training).refusal().contains("training.html: " + NO_PAGE);
    assertThat(mine).hasContent("<p>mine");
  }

  @Test
  void nothingIsLeftBesideWhatIsWritten() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(page);
    }
  }
}
