package dev.fovea.cli.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a model's folder says about generation and tokens, as a person at a terminal meets it.
class FolderSettingsTest {
  private static final String ASKED = "What is it?";

  @TempDir private Path model = Path.of("");

  @BeforeEach
  void copy() {
    try (Stream<Path> files = Files.list(Run.LLAVA).filter(Files::isRegularFile)) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void generation(String settings) throws IOException {
    Files.writeString(
        model.resolve("generation_config.json"), "{\"eos_token_id\": 337, " + settings + "}");
  }

  private Run ask(String... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("ask", "-m", model, "-i", Run.PICTURE, "--threads", "1", "--json"));
    if (!List.of(more).contains("--max-tokens")) {
      arguments.addAll(List.of("--max-tokens", "4"));
    }
    arguments.addAll(List.of(more));
    arguments.add(ASKED);
    return Run.of(arguments.toArray());
  }

  private String answer(String... more) {
    return String.valueOf(ask(more).json().get("answer"));
  }

  @Test
  void whatTheFolderAsksForInVainIsSaidOnce() throws IOException {
    generation("\"num_beams\": 4, \"guidance_scale\": 1.5, \"length_penalty\": 1.0");

    Run asked = ask();

    assertThat(asked.code()).isZero();
    assertThat(asked.err())
        .isEqualTo(
            "fovea: the model asks for settings that Fovea ignores: num_beams=4, guidance_scale=1.5"
                + System.lineSeparator());
    Map<String, @Nullable Object> inspected = Run.of("inspect", model, "--json").json();
    assertThat(Run.object(inspected, "ignored").toString())
        .isEqualTo("{num_beams=4, guidance_scale=1.5}");
    assertThat(Run.of("inspect", model).printed())
        .containsPattern("ignored\\R  num beams +4\\R  guidance scale +1.5\\R");
  }

  @Test
  void aFolderThatAsksForNothingElseIsNotWarnedAbout() throws IOException {
    generation(
        "\"do_sample\": true, \"temperature\": 0.6, \"max_length\": 30, \"use_cache\": true,"
            + " \"cache_implementation\": \"hybrid\", \"my_own_key\": 5");

    assertThat(ask().err()).isEmpty();
    assertThat(Run.object(Run.of("inspect", model, "--json").json(), "ignored")).isEmpty();
  }

  @Test
  void optionsComeBeforeTheFolder() throws IOException {
    String plain = answer();
    generation("\"repetition_penalty\": 0.2");

    assertThat(answer()).isNotEqualTo(plain);
    assertThat(answer("--repetition-penalty", "1")).isEqualTo(plain);
  }

  @Test
  void optionsOfTheCommandAreRules() {
    assertThat(answer("--max-tokens", "24", "--no-repeat-ngram", "1"))
        .isNotEqualTo(answer("--max-tokens", "24"));
    assertThat(ask("--temperature", "3", "--min-p", "1", "--seed", "7").json().get("answer"))
        .isEqualTo(answer());
    ask("--min-p", "2").refusal().isEqualTo("fovea: min-p: expected 0 (all) to 1, found 2.0\n");
    ask("--min-tokens", "-1")
        .refusal()
        .isEqualTo("fovea: min tokens: expected 0 or more, found -1\n");
  }

  @Test
  void aWrongSettingIsToldByFileAndKey() throws IOException {
    generation("\"bad_words_ids\": [5]");

    String told =
        "fovea: generation_config.json: bad_words_ids: expected a list of lists of token ids, each 0 or more, found a list of 1\n";
    ask().refusal().isEqualTo(told);
    Run.of("inspect", model).complaint().isEqualTo(told);
  }

  /// The tokens of the base model's file, and those that were added since, beside it.
  @Test
  void tokensDeclaredBesideTheTokenizerAreTokens() throws IOException {
    String whole = answer();
    Path file = model.resolve("tokenizer.json");
    String tokenizer = Files.readString(file);
    int list = tokenizer.indexOf("[", tokenizer.indexOf("\"added_tokens\""));
    int end = tokenizer.indexOf("]", list);
    Files.writeString(file, tokenizer.substring(0, list) + "[" + tokenizer.substring(end));
    Files.writeString(
        model.resolve("tokenizer_config.json"),
        """
        {"bos_token": "<|begin|>", "eos_token": "<|end|>", "pad_token": "<pad>", "added_tokens_decoder": {
          "339": {"content": "<image>", "special": true}, "338": {"content": "<pad>", "special": true},
          "336": {"content": "<|begin|>", "special": true}, "337": {"content": "<|end|>", "special": true}}}
        """);

    assertThat(answer()).isEqualTo(whole);
  }

  @Test
  void inspectFindsAnImageTokenThatTheTemplateDoesNotWrite() throws IOException {
    Path config = model.resolve("config.json");
    String text = Files.readString(config);
    assertThat(text).contains("\"image_token_index\": 339");
    Files.writeString(
        config, text.replace("\"image_token_index\": 339", "\"image_token_index\": 5"));

    Run.of("inspect", model, "--json")
        .complaint()
        .isEqualTo(
            "fovea: config.json: the image token 5 is \"&\" in the tokenizer: expected 1 image placeholders \"&\" in the prompt for 1 images, found 0\n");

    Files.writeString(
        config, text.replace("\"image_token_index\": 339", "\"image_token_index\": 9999"));
    Run.of("inspect", model)
        .complaint()
        .startsWith("fovea: config.json: the image token 9999 is none in the tokenizer: ");
  }
}
