package dev.fovea.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.text.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TokenizerTest {

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-spm"})
  void idsAndTextsAreThoseOfTransformers(String name) {
    Fixture fixture = Fixture.of(name);
    JsonNode strings = fixture.json("reference/tokenization.json");
    assertThat(strings).hasSize(29);
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      for (JsonNode string : strings) {
        String text = recorded(string, "text");
        int[] ids = Fixture.ints(string.get("ids"));
        assertThat(tokenizer.encode(text, false).ids()).as("ids of '%s'", text).isEqualTo(ids);
        assertThat(tokenizer.encode(text, true).ids())
            .as("ids with specials of '%s'", text)
            .isEqualTo(Fixture.ints(string.get("ids_with_specials")));
        assertThat(tokenizer.decode(ids, false)).isEqualTo(recorded(string, "decoded"));
        assertThat(tokenizer.decode(ids, true))
            .isEqualTo(recorded(string, "decoded_without_specials"));
      }
    }
  }

  /// The record's writer took the spaces out of whatever looks like a list of numbers, also inside
  /// this one text; its ids are those of the text with the space.
  private static String recorded(JsonNode string, String key) {
    return string.get(key).asString().replace("[1,2]", "[1, 2]");
  }

  @Test
  void spansCountUtf16UnitsAndAddedTokensHaveEmptyOnes() {
    try (Tokenizer tokenizer = Tokenizer.open(Fixture.of("llava").folder())) {
      String text = "a😀<image>b";
      Encoding encoding = tokenizer.encode(text, true);
      assertThat(encoding.ids()).hasSize(8);
      assertThat(encoding.starts()).containsExactly(0, 0, 1, 1, 1, 1, 3, 10);
      assertThat(encoding.ends()).containsExactly(0, 1, 3, 3, 3, 3, 10, 11);
    }
  }

  @Test
  void halfASurrogatePairCountsAsOneReplacementCharacterAndShiftsNothing() {
    try (Tokenizer tokenizer = Tokenizer.open(Fixture.of("llava").folder())) {
      Encoding encoding = tokenizer.encode("\uD83Da😀\uDE00", false);
      assertThat(encoding.ids()).isEqualTo(tokenizer.encode("\uFFFDa😀\uFFFD", false).ids());
      assertThat(encoding.starts()).containsExactly(0, 0, 0, 1, 2, 2, 2, 2, 4, 4, 4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-spm"})
  void aTextOfAHundredThousandTokensComesBackWhole(String name) {
    try (Tokenizer tokenizer = Tokenizer.open(Fixture.of(name).folder())) {
      String text = "The keeper wrote it down, 😀 and the boat came in late.\n".repeat(4_000);
      Encoding encoding = tokenizer.encode(text, false);
      assertThat(encoding.size()).isGreaterThan(100_000);
      assertThat(encoding.ends()[encoding.size() - 1]).isEqualTo(text.length());
      assertThat(tokenizer.decode(encoding.ids(), true)).isEqualTo(text);
    }
  }

  @Test
  void tokensIdsAndSpecialsAreThoseOfTheFile() {
    try (Tokenizer tokenizer = Tokenizer.open(Fixture.of("llava").folder())) {
      assertThat(tokenizer.id("<image>")).hasValue(339);
      assertThat(tokenizer.id("no such token")).isEmpty();
      assertThat(tokenizer.token(336)).contains("<|begin|>");
      assertThat(tokenizer.token(340)).isEmpty();
      assertThat(tokenizer.isSpecial(339)).isTrue();
      assertThat(tokenizer.isSpecial(335)).isFalse();
      assertThat(tokenizer.vocabularySize()).isEqualTo(340);
      assertThat(tokenizer.decode(new int[] {340, 5, 100_000, -1}, true)).isEqualTo("&");
    }
  }

  @Test
  void truncationAndPaddingOfTheFileAreNotApplied(@TempDir Path folder) throws IOException {
    String json =
        Files.readString(Fixture.of("llava").folder().resolve("tokenizer.json"))
            .replaceFirst(
                "\"truncation\": *null",
                "\"truncation\":{\"direction\":\"Right\",\"max_length\":4,"
                    + "\"strategy\":\"LongestFirst\",\"stride\":0}")
            .replaceFirst(
                "\"padding\": *null",
                "\"padding\":{\"strategy\":{\"Fixed\":900},\"direction\":\"Right\","
                    + "\"pad_to_multiple_of\":null,\"pad_id\":338,\"pad_type_id\":0,"
                    + "\"pad_token\":\"<pad>\"}");
    assertThat(json).contains("max_length").contains("Fixed");
    Files.writeString(folder.resolve("tokenizer.json"), json);
    String text = "one two three ".repeat(200);
    try (Tokenizer plain = Tokenizer.open(Fixture.of("llava").folder());
        Tokenizer limited = Tokenizer.open(folder)) {
      assertThat(limited.encode(text, true).ids())
          .hasSizeGreaterThan(900)
          .isEqualTo(plain.encode(text, true).ids());
      assertThat(limited.encode("x", true).ids()).isEqualTo(plain.encode("x", true).ids());
    }
  }

  @Test
  void aMissingOrBrokenFileIsToldInOneLine(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    assertThatThrownBy(() -> Tokenizer.open(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessage(file + ": cannot be read, expected the model folder's tokenizer here");

    Files.writeString(file, "{\"model\":\n {\"vocab\": oops");
    assertThatThrownBy(() -> Tokenizer.open(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(file + ": not JSON at line 2, column ")
        .hasMessageNotContaining("\n");

    for (String json :
        List.of(
            "",
            "[]",
            "{\"model\":null}",
            "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0}}}",
            "{\"added_tokens\":[{\"id\":\"x\",\"content\":\"y\"}]}")) {
      Files.writeString(file, json);
      assertThatThrownBy(() -> Tokenizer.open(folder))
          .as(json)
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith(file + ": not a tokenizer as Hugging Face writes it: ")
          .hasMessageNotContaining("\n");
    }
  }
}
