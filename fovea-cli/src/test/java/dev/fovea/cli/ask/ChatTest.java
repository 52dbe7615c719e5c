package dev.fovea.cli.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ask --chat` and the pictures that it and `-i` name.
class ChatTest {
  @TempDir private Path folder = Path.of("");

  private static Run ask(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("ask", "-m", Run.LLAVA, "--threads", "1"));
    arguments.addAll(List.of("--max-tokens", "3"));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray());
  }

  private Run chat(String json, Object... more) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("--chat"));
    arguments.add(Files.writeString(folder.resolve("chat.json"), json));
    arguments.addAll(List.of(more));
    return ask(arguments.toArray());
  }

  @Test
  void theSamePictureInEveryForm() throws IOException {
    Files.copy(Run.PICTURE, folder.resolve("a b.png"));
    byte[] bytes = Files.readAllBytes(Run.PICTURE);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    String url =
        "DATA:image/jpeg;charset=x;base64,"
            + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    String file = folder.toUri() + "a%20b.png";
    Map<String, @Nullable Object> expected = ask("-i", Run.PICTURE, "--json", "What?").json();

    for (String source : List.of("a b.png", file, url, base64)) {
      Map<String, @Nullable Object> found =
          chat(
                  "[{\"role\":\"user\",\"content\":\"What?\",\"images\":[\"" + source + "\"]}]",
                  "--json")
              .json();
      assertThat(found.get("answer")).isEqualTo(expected.get("answer"));
      assertThat(found.get("tokens")).isEqualTo(expected.get("tokens"));
    }
    for (String source : List.of(file, url)) {
      assertThat(ask("-i", source, "--json", "What?").json().get("answer"))
          .isEqualTo(expected.get("answer"));
    }
  }

  @Test
  void nothingIsFetched() throws IOException {
    String expected =
        "https://example.com/a.png: nothing is fetched from the network; download it and give the file";
    ask("-i", "https://example.com/a.png", "--", "What?").refusal().contains("fovea: " + expected);
    ask("-i", Run.PICTURE, "HTTPS://example.com/a.png")
        .refusal()
        .contains("HTTPS://example.com/a.png: nothing is fetched");
    chat("[{\"role\":\"user\",\"content\":\"What?\",\"images\":[\"https://example.com/a.png\"]}]")
        .refusal()
        .contains("messages[0].images[0]: " + expected);
    ask("-i", "file://host/a.png", "--", "What?")
        .refusal()
        .contains("expected a file, a file:///...");
  }

  @Test
  void aQuestionAmongThePicturesIsSeenAsOne() {
    ask("-i", Run.PICTURE, "What is it?", Run.PICTURE)
        .refusal()
        .contains(
            "What is it?: no such file; if it is the question, put it before -i or behind --");
  }

  @Test
  void anObjectsKeysWinOverTheOptions() throws IOException {
    String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"What?\"}]";

    assertThat(
            Run.object(
                chat(chat + ",\"max_tokens\":1,\"model\":\"llava\"}", "--json").json(), "tokens"))
        .containsEntry("generated", 1);
    chat(chat + ",\"maxtokens\":1}")
        .refusal()
        .contains("chat.json: maxtokens: unknown key, did you mean \"max_tokens\"?");
    chat(chat + ",\"model\":\"gpt-4o\"}")
        .refusal()
        .contains("model: expected \"../fixtures/llava\"");
  }

  @Test
  void aPictureAloneIsAskedAboutBySystemMessage() throws IOException {
    Path picture = Run.PICTURE.toAbsolutePath();
    Map<String, @Nullable Object> chat =
        chat(
                "[{\"role\":\"system\",\"content\":\"Describe it.\"},{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"path\":\""
                    + picture
                    + "\"}]}]",
                "--json")
            .json();
    Map<String, @Nullable Object> options =
        ask("-i", picture, "--system", "Describe it.", "--json").json();

    assertThat(Run.number(Run.object(chat, "tokens"), "visual")).isPositive();
    assertThat(options.get("answer")).isEqualTo(chat.get("answer"));
    assertThat(options.get("tokens")).isEqualTo(chat.get("tokens"));
    ask("-i", picture).refusal().contains("the question is empty: expected QUESTION");
  }

  @Test
  void conversationsWithoutAQuestionAreRefusedAndMayGoOn() throws IOException {
    String answered =
        "[{\"role\":\"user\",\"content\":\"The boat is late.\"},{\"role\":\"assistant\",\"content\":\"So.\"}]";

    chat(answered)
        .refusal()
        .endsWith(
            "chat.json: messages[1]: expected the last user turn, which is the question, at the end, found a turn of the assistant behind it\n");
    assertThat(Run.object(chat(answered, "--json", "Why?").json(), "tokens").get("prunable"))
        .isNotEqualTo(0);
    chat("[{\"role\":\"system\",\"content\":\"x\"}]")
        .refusal()
        .contains("expected at least one of role \"user\"");
    chat("[]").refusal().contains("expected at least one of role \"user\"");
    chat("[{\"role\":\"user\",\"content\":[]}]").refusal().contains("the question is empty");
    chat("[{\"role\":\"user\",\"content\":\" \"}]").refusal().contains("the question is empty");
  }

  @Test
  void marksAndKeysOfJsonItselfAreLookedAt() throws IOException {
    assertThat(chat("\uFEFF[{\"role\":\"user\",\"content\":\"Hi\"}]", "--json").json())
        .containsKey("answer");
    chat("[{\"role\":\"user\",\"content\":\"Hi\",\"content\":\"Ho\"}]")
        .refusal()
        .contains("chat.json, line 1, column", "content");
    chat("[".repeat(500)).refusal().contains("expected objects and lists at most 200 deep");
    Files.write(folder.resolve("latin.json"), new byte[] {'[', '"', (byte) 0xe9, '"', ']'});
    ask("--chat", folder.resolve("latin.json"))
        .refusal()
        .contains("latin.json: expected text in UTF-8, found other bytes");
  }

  @Test
  void aContextWithAMarkIsTheSameContext() throws IOException {
    Path with = Files.writeString(folder.resolve("with.txt"), "\uFEFFThe boat is late.");
    Path without = Files.writeString(folder.resolve("without.txt"), "The boat is late.");

    assertThat(ask("--context", with, "--json", "Why?").json().get("tokens"))
        .isEqualTo(ask("--context", without, "--json", "Why?").json().get("tokens"));
  }

  @Test
  void theReadmesExampleIsReadAsItSays() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    int start = readme.indexOf("```json") + "```json".length();
    String example = readme.substring(start, readme.indexOf("```", start));
    Files.copy(Run.EXAMPLES.resolve("scene.png"), folder.resolve("scene.png"));

    Map<String, @Nullable Object> tokens = Run.object(chat(example, "--json").json(), "tokens");

    assertThat(Run.number(tokens, "visual")).isPositive();
    assertThat(Run.number(tokens, "prunable")).isBetween(3.0, 30.0);
    assertThat(Run.number(tokens, "pruned"))
        .isEqualTo(Math.floor(0.3 * Run.number(tokens, "prunable")))
        .isPositive();
  }
}
