package dev.fovea.cli.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.fovea.cli.Run;
import dev.fovea.engine.folder.ModelDigest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A file of answers holds answers of one model under the same settings to the requests that it
/// names.
class BatchResumeTest {
  @TempDir private Path folder = Path.of("");
  private Path requests = Path.of("");
  private Path answers = Path.of("");

  @BeforeEach
  void answerTwo() throws IOException {
    requests = folder.resolve("requests.jsonl");
    answers = folder.resolve("answers.jsonl");
    write(request("a", "What?", ""), request("b", "Where?", ""));
    assertThat(batch().printed()).contains("2 answered");
  }

  private void write(String... lines) throws IOException {
    Files.writeString(requests, String.join("\n", lines) + "\n");
  }

  private static String request(String id, String question, String more) {
    return "{\"id\":\""
        + id
        + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
        + question
        + "\"}]"
        + more
        + "}";
  }

  private Run batch(String... more) {
    List<Object> arguments = new ArrayList<>(List.of("batch", requests, "-o", answers));
    arguments.addAll(List.of("-m", Run.LLAVA, "--threads", "1", "--max-tokens", "2"));
    for (int i = 0; i < more.length; i += 2) {
      int before = arguments.indexOf(more[i]);
      if (before >= 0) {
        arguments.set(before + 1, more[i + 1]);
      } else {
        arguments.addAll(List.of(more[i], more[i + 1]));
      }
    }
    return Run.of(arguments.toArray());
  }

  @Test
  void everyAnswerCarriesItsSettings() throws IOException {
    Map<String, @Nullable Object> line = Run.parse(Files.readAllLines(answers).getFirst());

    assertThat(Run.object(line, "run"))
        .containsKey("request")
        .contains(
            entry("model", ModelDigest.of(Run.LLAVA)),
            entry("dtype", "auto"),
            entry("device", "cpu"),
            entry("system", null),
            entry("prune", "paper rate=0.3"),
            entry("max-tokens", 2),
            entry("temperature", 0.0),
            entry("top-p", null),
            entry("top-k", null),
            entry("repetition-penalty", null),
            entry("seed", 0),
            entry("stop", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--max-tokens | 9 | --max-tokens expected 9, found 2",
        "--prune | 0.5 | --prune expected paper rate=0.5, found paper rate=0.3",
        "--prune | off | --prune expected off, found paper rate=0.3",
        "--policy | snapkv | --prune expected paper",
        "--set | unit=word | --prune expected paper rate=0.3 unit=word, found paper rate=0.3",
        "--temperature | 1 | --temperature expected 1.0, found 0.0",
        "--top-p | 0.5 | --top-p expected 0.5, found none",
        "--top-k | 5 | --top-k expected 5, found none",
        "--repetition-penalty | 1.5 | --repetition-penalty expected 1.5, found none",
        "--seed | 1 | --seed expected 1, found 0",
        "--stop | x | --stop expected [\"x\"], found []",
        "--system | Hi | --system expected Hi, found none",
        "--dtype | float32 | --dtype expected float32, found auto",
        "-m | ../fixtures/llava-spm | model digest expected",
      })
  void otherSettingsDoNotContinueTheFile(String option, String value, String difference)
      throws IOException {
    byte[] before = Files.readAllBytes(answers);

    batch(option, value)
        .refusal()
        .startsWith("fovea: " + answers + ", line 1: answered with other settings: " + difference)
        .endsWith("; choose another file for -o\n");
    assertThat(answers).hasBinaryContent(before);
  }

  @Test
  void theNameOfTheOtherModelIsSaid() {
    batch("-m", "../fixtures/llava-spm")
        .refusal()
        .contains("found " + ModelDigest.of(Run.LLAVA) + " (llava)");
  }

  @Test
  void whatComesToTheSameContinuesTheFile() {
    assertThat(batch("--prune", "0.3", "--threads", "2").printed())
        .contains("0 answered, 0 failed, 2 skipped");
  }

  @Test
  void answersWithoutSettingsAreNotContinued() throws IOException {
    Files.writeString(answers, "{\"id\":\"a\",\"answer\":\"yes\"}\n");

    batch().refusal().contains("line 1: expected an answer with its settings under \"run\"");
  }

  @Test
  void aForeignLineBehindOthersIsFound() throws IOException {
    String line = Files.readAllLines(answers).getFirst();
    Files.writeString(
        answers,
        line.replace("\"max-tokens\":2", "\"max-tokens\":3") + "\n",
        StandardOpenOption.APPEND);

    batch().refusal().contains("line 3", "--max-tokens expected 2, found 3");
  }

  @Test
  void aChangedRequestIsCountedAndItsAnswerStays() throws IOException {
    byte[] before = Files.readAllBytes(answers);
    write(request("a", "What?", ",\"max_tokens\":1"), request("b", "Where now?", ""));

    assertThat(batch().failed())
        .isEqualTo(
            "2 requests: 0 answered, 0 failed, 0 skipped as answered before\n"
                + "2 changed since they were answered (id \"a\", \"b\"): remove their lines from "
                + answers
                + " to have them answered anew\n");
    assertThat(answers).hasBinaryContent(before);
    Run json = batch("--json", "--debug");
    assertThat(Run.parse(json.out())).containsEntry("changed", List.of("a", "b"));
    Files.writeString(answers, Files.readAllLines(answers).getFirst() + "\n");
    write(request("a", "What?", ""), request("b", "Where now?", ""));
    assertThat(batch().printed()).contains("1 answered, 0 failed, 1 skipped");
  }

  @Test
  void theOrderOfKeysAndNullsIsNoChange() throws IOException {
    write(
        "{\"seed\":null,\"messages\":[{\"content\":\"What?\",\"role\":\"user\"}],\"id\":\"a\"}",
        request("b", "Where?", ""));

    assertThat(batch().printed()).contains("2 skipped");
  }

  @Test
  void anotherPictureUnderTheSameNameIsAChange() throws IOException {
    Path picture = folder.resolve("a.png");
    Files.copy(Run.PICTURE, picture);
    write(
        "{\"id\":\"p\",\"messages\":[{\"role\":\"user\",\"content\":\"What?\",\"images\":[\"a.png\"]}]}");
    batch().printed();
    assertThat(batch().printed()).contains("1 skipped");
    Files.write(picture, Files.readAllBytes(Run.EXAMPLES.resolve("scene.png")));

    assertThat(batch().failed()).contains("1 changed", "(id \"p\")");
  }

  @Test
  void aFileThatIsBeingWrittenIsRefusedAndLeftAlone() throws IOException {
    byte[] before = Files.readAllBytes(answers);
    try (FileChannel other = FileChannel.open(answers, StandardOpenOption.WRITE);
        FileLock lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();

      batch()
          .refusal()
          .isEqualTo(
              "fovea: "
                  + answers
                  + ": another run is writing it; wait until that has ended, or choose another file\n");
    }
    assertThat(answers).hasBinaryContent(before);
    batch().printed();
  }

  @Test
  void aLinkKeepsPointingToTheFileAndTheFileKeepsItsRights() throws IOException {
    Path target = answers;
    answers = Files.createSymbolicLink(folder.resolve("link"), target.getFileName());
    List<String> lines = Files.readAllLines(target);
    Files.writeString(
        target, lines.getFirst() + "\n{\"id\":\"x\",\"error\":\"y\"}\n" + lines.getLast() + "\n");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(batch().printed()).contains("2 skipped");

    assertThat(Files.readAllLines(target)).isEqualTo(lines);
    assertThat(answers).isSymbolicLink();
    assertThat(Files.getPosixFilePermissions(target))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("requests.jsonl", "answers.jsonl", "link");
    }
  }
}
