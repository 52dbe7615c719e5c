package dev.fovea.cli.ask;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.fovea.cli.Run;
import dev.fovea.cli.print.JsonOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            "--prune",
            "off",
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

    String printed = batch(requests, answers).failed();

    assertThat(printed).contains("9 requests: 3 answered, 6 failed, 0 skipped");
    List<Map<String, @Nullable Object>> lines = lines(answers);
    assertThat(lines)
        .extracting(line -> line.get("id"))
        .containsExactly("text", "line 2", 7, "line 4", "line 5", "7", "gone", 8, "empty");
    assertThat(lines.get(0).keySet())
        .startsWith("id", "answer", "finish_reason", "model")
        .endsWith("run");
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

    String first = batch(requests, answers).failed();
    List<Map<String, @Nullable Object>> lines = lines(answers);
    String second = batch(requests, answers).failed();

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

    String printed = batch(requests, answers).failed();

    assertThat(printed).contains("3 requests: 2 answered, 1 failed, 0 skipped");
    List<Map<String, @Nullable Object>> lines = lines(answers);
    assertThat(lines).extracting(line -> line.get("id")).containsExactly("é", "line 2", 3);
    assertThat(error(lines.get(1))).isEqualTo("line 2: expected text in UTF-8, found other bytes");
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
    batch(requests(request("1", "What?"), request("2", "")), answers).failed();

    batch(requests(request("1", "What?"), request("2", "Where?")), answers).printed();

    assertThat(lines(answers)).hasSize(2).allMatch(line -> line.containsKey("answer"));
  }

  @Test
  void whenAllIsAnsweredNothingIsDone() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Path requests = requests(request("1", "What?"));
    batch(requests, answers).printed();
    byte[] before = Files.readAllBytes(answers);

    Run again = batch(requests, answers, "--json");

    assertThat(again.json())
        .containsExactly(
            entry("requests", 1),
            entry("skipped", 1),
            entry("answered", 0),
            entry("failed", 0),
            entry("changed", List.of()));
    assertThat(answers).hasBinaryContent(before);
  }

  @Test
  void whatALineSaysWinsOverTheOptions() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    String whole = "{\"id\": %d, \"messages\": [{\"role\": \"user\", \"content\": \"What?\"}]%s}";
    List<String> more =
        List.of(
            "",
            ", \"max_tokens\": 1",
            ", \"max_completion_tokens\": 4, \"max_tokens\": null, \"stream\": true, \"user\": \"ida\"",
            ", \"max_tokens\": 6, \"temperature\": 9, \"top_k\": 0, \"top_p\": 1, \"seed\": 1",
            ", \"max_tokens\": 6, \"temperature\": 9, \"top_k\": 0, \"top_p\": 1, \"seed\": 2",
            ", \"max_tokens\": 6, \"temperature\": 9.0, \"top_k\": 1, \"seed\": 2",
            ", \"max_tokens\": 6",
            ", \"max_tokens\": 6, \"repetition_penalty\": 0.01");
    String[] lines = new String[more.size()];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = String.format(Locale.ROOT, whole, i, more.get(i));
    }
    batch(requests(lines), answers).printed();
    List<Map<String, @Nullable Object>> found = lines(answers);

    // Sampled answers may end by themselves.
    assertThat(List.of(found.get(0), found.get(1), found.get(2), found.get(6), found.get(7)))
        .extracting(line -> within(line, "tokens", "generated"))
        .containsExactly(2, 1, 4, 6, 6);
    List<String> texts = found.stream().map(line -> String.valueOf(line.get("answer"))).toList();
    assertThat(texts.get(3)).isNotEqualTo(texts.get(4));
    assertThat(texts.get(5)).isEqualTo(texts.get(6));
    assertThat(texts.get(7)).isNotEqualTo(texts.get(6));
    String text = texts.get(6);
    int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
    String stop = text.substring(middle, text.offsetByCodePoints(middle, 1));
    String stopped = JsonOutput.of(List.of("never said", stop));
    Path stops = folder.resolve("stops.jsonl");
    batch(
            requests(
                String.format(Locale.ROOT, whole, 1, ", \"max_tokens\": 6, \"stop\": " + stopped),
                String.format(
                    Locale.ROOT,
                    whole,
                    2,
                    ", \"max_tokens\": 6, \"stop\": " + JsonOutput.of(stop))),
            stops)
        .printed();
    assertThat(lines(stops))
        .allMatch(line -> text.substring(0, text.indexOf(stop)).equals(line.get("answer")))
        .allMatch(line -> "stop".equals(line.get("finish_reason")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"max_token\": 3 | max_token: unknown key, did you mean \"max_tokens\"?; known are id,"
            + " messages, max_tokens, max_completion_tokens, temperature, top_p, top_k, min_p,"
            + " repetition_penalty, seed, stop, model",
        "\"max_tokens\": 0 | max tokens: expected 1 or more, found 0",
        "\"max_tokens\": 1.5 | max_tokens: expected a whole number, found 1.5",
        "\"max_tokens\": \"3\" | max_tokens: expected a whole number, found \"3\"",
        "\"max_tokens\": 3, \"max_completion_tokens\": 4 | max_tokens is 3 and max_completion_tokens is"
            + " 4; expected one of the two",
        "\"temperature\": -1 | temperature: expected 0 or more, found -1.0",
        "\"temperature\": \"hot\" | temperature: expected a number, found \"hot\"",
        "\"stop\": [1] | stop: expected a text or a list of texts, found [1]",
        "\"stop\": \"\" | stop strings: expected at least one character in each, found \"\"",
        "\"model\": \"gpt-4o\" | model: expected \"../fixtures/llava\", which answers here, found"
            + " \"gpt-4o\"; leave the key out, or choose the model with -m",
        "\"n\": 2 | n: expected 1, found 2",
        "\"tools\": [{}] | tools: tools are not supported; leave it out",
        "\"logprobs\": true | logprobs: is not supported; leave it out",
        "\"response_format\": {\"type\": \"json_object\"} | response_format: expected {\"type\": \"text\"},"
            + " found {\"type\":\"json_object\"}",
        "\"system\": \"Be short.\" | system: put it into messages, with the role system",
        "\"custom_id\": \"a\" | custom_id: call it id",
      })
  void whatALineMayNotSayIsRefusedByName(String key, String error) throws IOException {
    Path answers = folder.resolve("answers.jsonl");

    batch(
            requests(
                "{\"id\": \"a\", \"messages\": [{\"role\": \"user\", \"content\": \"What?\"}], "
                    + key
                    + "}"),
            answers)
        .failed();

    assertThat(lines(answers)).containsExactly(Map.of("id", "a", "error", error));
  }

  @Test
  void whatAsksForNothingMoreIsAccepted() throws IOException {
    Path answers = folder.resolve("answers.jsonl");

    batch(
            requests(
                "{\"messages\": [{\"role\": \"user\", \"content\": \"What?\"}], \"model\": \"llava\", \"n\": 1,"
                    + " \"tools\": [], \"logprobs\": false, \"presence_penalty\": 0.0, \"stop\": null,"
                    + " \"response_format\": {\"type\": \"text\"}, \"metadata\": {\"a\": 1}, \"system\": null}"),
            answers)
        .printed();

    assertThat(lines(answers)).extracting(line -> line.get("id")).containsExactly(1);
  }

  @Test
  void earlierTextsArePrunedUnlessOneSaysOtherwise() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    String notes = "The old dog is still at the station. ".repeat(10);
    String items =
        "{\"id\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"%s\"%s}, {\"type\": \"text\", \"text\": \" Who?\"}]}]}";
    batch(
            requests(
                String.format(Locale.ROOT, items, "plain", notes, ""),
                String.format(Locale.ROOT, items, "kept", notes, ", \"context\": false"),
                String.format(Locale.ROOT, items, "too", notes, ", \"fovea\": {\"protect\": true}"),
                request("\"alone\"", notes + " Who?")),
            answers)
        .printed();

    List<Map<String, @Nullable Object>> lines = lines(answers);
    assertThat(lines.stream().map(line -> within(line, "pruning", "rate")))
        .containsExactly(0.3, 0.0, 0.0, 0.0);
    double prunable = Run.number(Run.object(lines.get(0), "tokens"), "prunable");
    assertThat(prunable).isGreaterThan(50);
    assertThat(Run.object(lines.get(0), "tokens"))
        .containsEntry("pruned", (int) Math.floor(0.3 * prunable));
    assertThat(lines.subList(1, 4))
        .allMatch(line -> Integer.valueOf(0).equals(within(line, "tokens", "pruned")));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstLine() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Path requests = requests("\uFEFF" + request("1", "What?"), request("2", "Where?"));

    batch(requests, answers).printed();

    assertThat(lines(answers)).extracting(line -> line.get("id")).containsExactly(1, 2);
    Files.writeString(requests, request("1", "What?") + "\n", StandardCharsets.UTF_16);
    batch(requests, folder.resolve("none.jsonl"))
        .refusal()
        .contains("requests.jsonl: expected text in UTF-8, found UTF-16");
  }

  private static Run batch(Path requests, Path answers, Object... more) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "batch",
            requests,
            "-o",
            answers,
            "-m",
            Run.LLAVA,
            "--max-tokens",
            "2",
            "--threads",
            "1"));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray());
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

  private static @Nullable Object within(Map<?, ?> line, String object, String key) {
    return line.get(object) instanceof Map<?, ?> map ? map.get(key) : null;
  }
}
