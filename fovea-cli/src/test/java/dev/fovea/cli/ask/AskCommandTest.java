package dev.fovea.cli.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.cli.Run;
import dev.fovea.engine.folder.ModelDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskCommandTest {
  private static final String QUESTION = "What color is the star in the picture above?";

  @TempDir private Path folder = Path.of("");

  private Path context() throws IOException {
    return Files.writeString(
        folder.resolve("context.txt"),
        "On the bright drawing at the harbor there are a orange triangle and a pink ring. "
            .repeat(5));
  }

  private static Run ask(Object... more) {
    Object[] arguments = new Object[more.length + 7];
    System.arraycopy(
        new Object[] {"ask", "-m", Run.LLAVA, "--threads", "1", "--max-tokens", "3"},
        0,
        arguments,
        0,
        7);
    System.arraycopy(more, 0, arguments, 7, more.length);
    return Run.of(arguments);
  }

  @Test
  void jsonHasExactlyTheKeysOfTheContract() throws IOException {
    Map<String, @Nullable Object> json =
        ask("-i", Run.PICTURE, "--context", context(), "--json", QUESTION).json();

    assertThat(json.keySet())
        .containsExactly(
            "answer",
            "finish_reason",
            "model",
            "tokens",
            "pruning",
            "visual_share",
            "timings_ms",
            "predicted",
            "measured",
            "memory_bytes");
    assertThat(Run.object(json, "model").keySet())
        .containsExactly("name", "digest", "family", "dtype", "device", "layers");
    assertThat(Run.object(json, "tokens").keySet())
        .containsExactly("prompt", "visual", "text", "prunable", "pruned", "kept", "generated");
    assertThat(Run.object(json, "pruning").keySet())
        .contains(
            "layers",
            "queries",
            "normalise",
            "heads",
            "layers-pool",
            "rate",
            "unit",
            "execution",
            "positions",
            "what",
            "protect-last",
            "fallback");
    assertThat(Run.object(json, "visual_share").keySet()).containsExactly("before", "after");
    assertThat(Run.object(json, "timings_ms").keySet())
        .containsExactly(
            "load", "preprocess", "vision", "score", "prefill", "first_token", "decode", "total");
    assertThat(Run.object(json, "predicted").keySet())
        .containsExactly("prefill_ratio", "kv_bytes_ratio");
    assertThat(Run.object(json, "measured").keySet()).containsExactly("kv_bytes_ratio");
    assertThat(Run.object(json, "memory_bytes").keySet())
        .containsExactly("weights", "kv_cache", "peak_rss");
    assertThat(json.get("finish_reason")).isIn("stop", "length");
    assertThat(Run.object(json, "model"))
        .containsEntry("name", "llava")
        .containsEntry("digest", ModelDigest.of(Run.LLAVA))
        .containsEntry("family", "llava")
        .containsEntry("dtype", "float32")
        .containsEntry("device", "cpu");
  }

  @Test
  void countsAndRatiosAgreeWithEachOther() throws IOException {
    Map<String, @Nullable Object> json =
        ask("-i", Run.PICTURE, "--context", context(), "--prune", "0.3", "--json", QUESTION).json();

    Map<String, @Nullable Object> tokens = Run.object(json, "tokens");
    double prompt = Run.number(tokens, "prompt");
    double pruned = Run.number(tokens, "pruned");
    assertThat(Run.number(tokens, "visual") + Run.number(tokens, "text")).isEqualTo(prompt);
    assertThat(pruned).isEqualTo(Math.floor(0.3 * Run.number(tokens, "prunable"))).isPositive();
    assertThat(Run.number(tokens, "kept")).isEqualTo(prompt - pruned);
    assertThat(Run.number(Run.object(json, "predicted"), "kv_bytes_ratio"))
        .isEqualTo((prompt - pruned) / prompt, within(1e-12));
    assertThat(Run.number(Run.object(json, "measured"), "kv_bytes_ratio"))
        .isEqualTo((prompt - pruned) / prompt, within(1e-12));
    assertThat(Run.object(json, "pruning"))
        .containsEntry("rate", 0.3)
        .containsEntry("fallback", null);
  }

  @Test
  void aContextIsPrunedUnlessOneSaysOtherwise() throws IOException {
    Map<String, @Nullable Object> byDefault =
        ask("--context", context(), "--json", QUESTION).json();
    Map<String, @Nullable Object> off =
        ask("--context", context(), "--prune", "off", "--json", QUESTION).json();

    assertThat(Run.object(byDefault, "pruning")).containsEntry("rate", 0.3);
    assertThat(Run.number(Run.object(byDefault, "tokens"), "pruned")).isPositive();
    assertThat(Run.object(off, "pruning"))
        .containsEntry("rate", 0.0)
        .containsEntry("fallback", null);
    assertThat(Run.object(off, "tokens")).containsEntry("pruned", 0);
  }

  @Test
  void nothingPrunableIsSaidInFallback() {
    Map<String, @Nullable Object> json =
        ask("-i", Run.PICTURE, "--prune", "0.3", "--json", QUESTION).json();

    assertThat(Run.object(json, "pruning").get("fallback")).asString().contains("no context text");
  }

  @Test
  void settingsArePrintedAsTheyWereGiven() throws IOException {
    Map<String, @Nullable Object> json =
        ask(
                "--context",
                context(),
                "--policy",
                "snapkv",
                "--prune",
                "0.5",
                "--set",
                "unit=sentence",
                "--set",
                "execution=in-flight",
                "--json",
                QUESTION)
            .json();

    assertThat(Run.object(json, "pruning"))
        .containsEntry("queries", "last-32")
        .containsEntry("rate", 0.5)
        .containsEntry("unit", "sentence")
        .containsEntry("execution", "in-flight");
  }

  @Test
  void theQuestionMayFollowSeveralImages() {
    Map<String, @Nullable Object> one = ask("-i", Run.PICTURE, QUESTION, "--json").json();
    Map<String, @Nullable Object> two =
        ask("-i", Run.PICTURE, Run.PICTURE, QUESTION, "--json").json();
    Map<String, @Nullable Object> twice =
        ask("-i", Run.PICTURE, "-i", Run.PICTURE, "--json", QUESTION).json();

    double visual = Run.number(Run.object(one, "tokens"), "visual");
    assertThat(Run.number(Run.object(two, "tokens"), "visual")).isEqualTo(2 * visual);
    assertThat(twice.get("tokens")).isEqualTo(two.get("tokens"));
  }

  @Test
  void aChatIsAskedAsItIsOrGoesOn() throws IOException {
    Path chat =
        Files.writeString(
            folder.resolve("chat.json"),
            String.format(
                Locale.ROOT,
                "[{\"role\": \"user\", \"content\": [{\"type\": \"image\", \"image\": \"%s\"}, {\"type\": \"text\", \"text\": \"%s\"}]}]",
                Run.PICTURE.toAbsolutePath(),
                QUESTION));

    Map<String, @Nullable Object> asChat = ask("--chat", chat, "--json").json();
    Map<String, @Nullable Object> asOptions = ask("-i", Run.PICTURE, "--json", QUESTION).json();
    Map<String, @Nullable Object> goesOn = ask("--chat", chat, "--json", "And now?").json();

    assertThat(asChat.get("answer")).isEqualTo(asOptions.get("answer"));
    assertThat(asChat.get("tokens")).isEqualTo(asOptions.get("tokens"));
    assertThat(Run.number(Run.object(goesOn, "tokens"), "prunable")).isPositive();
  }

  @Test
  void plainOutputIsTheAnswerAndAShortSummary() throws IOException {
    String answer =
        String.valueOf(ask("--context", context(), "--json", QUESTION).json().get("answer"));

    String printed = ask("--context", context(), QUESTION).printed();

    assertThat(printed).startsWith(answer.stripLeading());
    assertThat(
            printed
                .substring(answer.stripLeading().length())
                .lines()
                .map(line -> line.split(" ")[0]))
        .containsExactly("", "", "tokens", "pruning", "dropped", "attention", "cost", "time");
  }

  @Test
  void compareMeasuresBoth() throws IOException {
    Map<String, @Nullable Object> json =
        ask("--context", context(), "--compare", "--json", QUESTION).json();

    Map<String, @Nullable Object> unpruned = Run.object(json, "unpruned");
    assertThat(unpruned.keySet()).containsExactly("answer", "timings_ms", "pruned_timings_ms");
    assertThat(unpruned.get("answer"))
        .isEqualTo(
            ask("--context", context(), "--prune", "off", "--json", QUESTION).json().get("answer"));
  }

  @Test
  void theExampleIsAnsweredRightWhenItsTextIsPruned() {
    Object[] example = {
      "ask",
      "-i",
      Run.EXAMPLES.resolve("scene.png"),
      "--context",
      Run.EXAMPLES.resolve("notes.txt"),
      "--dtype",
      "float32",
      "--threads",
      "1",
      "--json",
      "Which shape is yellow?",
      "--prune",
      "0.3"
    };

    Map<String, @Nullable Object> pruned = Run.of(example).json();
    example[example.length - 1] = "off";
    Map<String, @Nullable Object> whole = Run.of(example).json();

    assertThat(pruned.get("answer")).isEqualTo(" circle");
    assertThat(whole.get("answer")).isEqualTo(" star");
  }

  @Test
  void explainWritesAPage() throws IOException {
    Path page = folder.resolve("why.html");

    ask("-i", Run.PICTURE, "--context", context(), "--explain", page, QUESTION).printed();

    assertThat(page).content().contains("<html", QUESTION);
    ask("--explain", folder, QUESTION).refusal().contains("folder");
  }
}
