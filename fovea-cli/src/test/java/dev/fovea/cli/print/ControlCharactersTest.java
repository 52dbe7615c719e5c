package dev.fovea.cli.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class ControlCharactersTest {
  /// A text, and what is shown of it.
  static Stream<Arguments> texts() {
    String kept = "שלום عربي 中文 é e\u0301 \ud83d\ude00 \u200f \u00a0";
    return Stream.of(
        arguments("\u001b[2J\u001b]0;pwned\u0007", "\\x1b[2J\\x1b]0;pwned\\x07"),
        arguments("a\u009b31mb", "a\\x9b31mb"), // CSI in one character
        arguments("a\u009d0;t\u009cb", "a\\x9d0;t\\x9cb"), // OSC and its end
        arguments("a\u0090b\u0085c", "a\\x90b\\x85c"),
        arguments("del\u007f nul\u0000", "del\\x7f nul\\x00"),
        arguments("back\b\b", "back\\x08\\x08"),
        arguments("abc\rde", "abc\\x0dde"),
        arguments("a\u202eb\u202ac\u202d", "a\\u202eb\\u202ac\\u202d"),
        arguments("\u2066a\u2067b\u2068c\u2069", "\\u2066a\\u2067b\\u2068c\\u2069"),
        arguments("a\ud83db", "a\\ud83db"), // a half without the other
        arguments("\ude00\ud83d", "\\ude00\\ud83d"),
        arguments(kept, kept));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void whatSteersATerminalIsShown(String text, String shown) {
    assertThat(ControlCharacters.shown(text)).isEqualTo(shown);
  }

  @Test
  void noControlCharacterButLineEndAndTabIsLeft() {
    String all =
        IntStream.range(0, 0x10000).mapToObj(Character::toString).collect(Collectors.joining("|"));

    String shown = ControlCharacters.shown(all);

    assertThat(shown.codePoints().filter(Character::isISOControl).boxed())
        .containsExactly((int) '\t', (int) '\n');
    assertThat(shown.codePoints().filter(one -> Character.getType(one) == Character.SURROGATE))
        .isEmpty();
    assertThat(ControlCharacters.shown("a\r\nb\nc\td")).isEqualTo("a\r\nb\nc\td");
    assertThat(ControlCharacters.onOneLine("a\r\nb\nc\td\u001b")).isEqualTo("a b c d\\x1b");
  }

  @Test
  void jsonStaysJsonOfTheSameMeaning() {
    String text = "esc \u001b del \u007f csi \u009b over \u202e half \ud83d back \\ \" é 中";

    String json = ControlCharacters.shownInJson(JsonOutput.of(text));

    assertThat(json.codePoints().noneMatch(Character::isISOControl)).isTrue();
    assertThat(json).contains("\\u007f", "\\u009b", "\\u202e", "\\ud83d", "é 中");
    assertThat(JsonMapper.shared().readValue(json, String.class)).isEqualTo(text);
  }
}
