package dev.fovea.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BatchCommandTest {
  @TempDir private Path folder = Path.of("");

  /// What transformers 5.18 answers in float32, greedily, with at most four tokens.
  @Test
  void theSamplesGetTheAnswersOfTransformers() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Map<String, String> expected = new LinkedHashMap<>();
    Map<String, Integer> lengths = new LinkedHashMap<>();
    for (JsonNode node :
        JsonMapper.builder().build().readTree(Run.EXAMPLES.resolve("requests.expected.json"))) {
      expected.put(node.get("id").asString(), node.get("transformers").asString());
      lengths.put(node.get("id").asString(), node.get("prompt_tokens").asInt());
    }

    Run.of(
            "batch",
            Run.EXAMPLES.resolve("requests.jsonl"),
            "-o",
            answers,
            "--max-tokens",
            "4",
            "--dtype",
            "float32",
            "--threads",
            "1")
        .printed();

    Map<String, String> found = new LinkedHashMap<>();
    Map<String, Integer> foundLengths = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> answer : lines(answers)) {
      String id = String.valueOf(answer.get("id"));
      found.put(id, String.valueOf(answer.get("answer")).strip());
      foundLengths.put(id, (int) Run.number(Run.object(answer, "tokens"), "prompt"));
    }
    assertThat(found).hasSize(36).isEqualTo(expected);
    assertThat(foundLengths).isEqualTo(lengths);
  }

  @Test
  void wrongLinesBecomeErrorsAndTheRestGoesOn() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Path requests =
        requests(
            request("\"text\"", "What?"),
            "{broken",
            request("7", "What?"),
            "[1]",
            request("\"text\"", "What?"),
            request("\"7\"", " "),
            "{\"id\": \"gone\", \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image\", \"image\": \"gone.png\"}, {\"type\": \"text\", \"text\": \"What?\"}]}]}",
            "{\"messages\": [{\"role\": \"user\", \"content\": \"What?\"}]}",
            "{\"id\": \"empty\"}");

    String printed = batch(requests, answers).printed();

    assertThat(printed).contains("9 requests: 3 answered, 6 failed, 0 skipped");
    List<Map<String, @Nullable Object>> lines = lines(answers);
    assertThat(lines)
        .extracting(line -> line.get("id"))
        .containsExactly("text", "line 2", 7, "line 4", "line 5", "7", "gone", 8, "empty");
    assertThat(lines.get(0).keySet()).startsWith("id", "answer", "finish_reason", "model");
    assertThat(error(lines.get(1))).contains("line 2, column 2");
    assertThat(error(lines.get(3))).contains("line 4", "object");
    assertThat(error(lines.get(4))).contains("line 5", "\"text\"", "earlier");
    assertThat(error(lines.get(5))).contains("question is empty");
    assertThat(error(lines.get(6))).contains("gone.png", "no such file");
    assertThat(lines.get(7)).containsKey("answer");
    assertThat(error(lines.get(8))).contains("messages");
    assertThat(lines.get(1).keySet()).containsExactly("id", "error");
  }

  @Test
  void aBrokenLineTakesNoOtherRequestsId() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Path requests =
        requests(
            request("0", "What?"),
            request("1", "What?"),
            "{broken",
            request("3", "What?"),
            request("4", "What?"));

    String first = batch(requests, answers).printed();
    List<Map<String, @Nullable Object>> lines = lines(answers);
    String second = batch(requests, answers).printed();

    assertThat(first).contains("5 requests: 4 answered, 1 failed, 0 skipped");
    assertThat(lines).extracting(line -> line.get("id")).containsExactly(0, 1, "line 3", 3, 4);
    assertThat(lines)
        .filteredOn(line -> line.containsKey("answer"))
        .extracting(line -> line.get("id"))
        .containsExactly(0, 1, 3, 4);
    assertThat(second).contains("5 requests: 0 answered, 1 failed, 4 skipped");
    assertThat(lines(answers))
        .extracting(line -> line.get("id"))
        .containsExactly(0, 1, 3, 4, "line 3");
  }

  @Test
  void aLineInAnotherEncodingIsAnErrorAndTheRestGoesOn() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Path requests = folder.resolve("requests.jsonl");
    Files.writeString(requests, request("\"é\"", "Où?") + "\n");
    Files.writeString(requests, request("2", "Où?") + "\n", StandardCharsets.ISO_8859_1, APPEND);
    Files.writeString(requests, request("3", "What?") + "\n", APPEND);

    String printed = batch(requests, answers).printed();

    assertThat(printed).contains("3 requests: 2 answered, 1 failed, 0 skipped");
    List<Map<String, @Nullable Object>> lines = lines(answers);
    assertThat(lines).extracting(line -> line.get("id")).containsExactly("é", "line 2", 3);
    assertThat(error(lines.get(1))).isEqualTo("line 2: expected UTF-8, found other bytes");
  }

  @Test
  void aLineCutInsideACharacterIsCutOff() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Path requests = requests(request("\"é\"", "What?"), request("\"ü\"", "Where?"));
    batch(requests, answers).printed();
    List<String> whole = Files.readAllLines(answers);
    byte[] half = Arrays.copyOf("{\"id\":\"ü".getBytes(StandardCharsets.UTF_8), 8);
    Files.writeString(answers, whole.get(0) + "\n");
    Files.write(answers, half, APPEND);

    String printed = batch(requests, answers).printed();

    assertThat(half).endsWith((byte) 0xC3);
    assertThat(printed).contains("2 requests: 1 answered, 0 failed, 1 skipped");
    assertThat(lines(answers)).extracting(line -> line.get("id")).containsExactly("é", "ü");
    assertThat(Files.readAllLines(answers).getFirst()).isEqualTo(whole.getFirst());
  }

  @Test
  void startedAgainItSkipsWhatIsAnsweredAndCutsOffHalfALine() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Path requests = requests(request("1", "What?"), request("2", "Where?"), request("3", "Who?"));
    batch(requests, answers).printed();
    List<String> whole = Files.readAllLines(answers);
    String marked = whole.get(0).replace("\"answer\":\"", "\"answer\":\"kept ");
    Files.writeString(answers, marked + "\n" + whole.get(1).substring(0, 40));

    String printed = batch(requests, answers).printed();

    assertThat(printed).contains("3 requests: 2 answered, 0 failed, 1 skipped");
    List<Map<String, @Nullable Object>> lines = lines(answers);
    assertThat(lines).extracting(line -> line.get("id")).containsExactly(1, 2, 3);
    assertThat(Files.readAllLines(answers).getFirst()).isEqualTo(marked);
    assertThat(lines.get(1).get("answer")).isEqualTo(Run.parse(whole.get(1)).get("answer"));
  }

  @Test
  void whatFailedIsTriedAgainAndKeepsOneLine() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    batch(requests(request("1", "What?"), request("2", "")), answers).printed();

    batch(requests(request("1", "What?"), request("2", "Where?")), answers).printed();

    assertThat(lines(answers)).hasSize(2).allMatch(line -> line.containsKey("answer"));
  }

  @Test
  void whenAllIsAnsweredNothingIsDone() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Path requests = requests(request("1", "What?"));
    batch(requests, answers).printed();
    byte[] before = Files.readAllBytes(answers);

    Run again = Run.of("batch", requests, "-o", answers, "-m", "no-such-model", "--json");

    assertThat(again.json())
        .containsEntry("skipped", 1)
        .containsEntry("answered", 0)
        .containsEntry("failed", 0);
    assertThat(answers).hasBinaryContent(before);
  }

  private static Run batch(Path requests, Path answers) {
    return Run.of(
        "batch", requests, "-o", answers, "-m", Run.LLAVA, "--max-tokens", "2", "--threads", "1");
  }

  private Path requests(String... lines) throws IOException {
    return Files.writeString(folder.resolve("requests.jsonl"), String.join("\n", lines) + "\n");
  }

  private static String request(String id, String question) {
    return String.format(
        Locale.ROOT,
        "{\"id\": %s, \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}",
        id,
        question);
  }

  private static List<Map<String, @Nullable Object>> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(Run::parse).toList();
  }

  private static String error(Map<String, @Nullable Object> line) {
    return String.valueOf(line.get("error"));
  }
}
