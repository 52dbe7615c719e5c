package dev.fovea.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
  private static String lines(String... lines) {
    return String.join(System.lineSeparator(), lines);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, 3",
    "中文, 4",
    "ｆｕｌｌ, 8",
    "e\u0301, 1",
    "\ud83d\ude00, 2",
    "한글, 4",
    "'', 0",
    "a\u200bb, 2",
  })
  void wideCharactersTakeTwoColumnsAndCombiningOnesNone(String text, int columns) {
    assertThat(Columns.width(text)).isEqualTo(columns);
  }

  @Test
  void textsAreFilledAndCutByTheirWidth() {
    assertThat(Columns.padded("中文", 6)).isEqualTo("中文  ");
    assertThat(Columns.padded("abcdef", 3)).isEqualTo("abcdef");
    assertThat(Columns.cut("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Columns.cut("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(Columns.cut("中文中文", 6)).isEqualTo("中文…");
    assertThat(Columns.cut("\ud83d\ude00\ud83d\ude00", 3)).isEqualTo("\ud83d\ude00…");
  }

  @Test
  void linesAreBrokenBetweenWordsAndSetIn() {
    assertThat(Columns.wrapped("one two three four", 9, 2))
        .isEqualTo(lines("one two", "  three", "  four"));
    assertThat(Columns.wrapped("one two", 7, 2)).isEqualTo("one two");
    assertThat(Columns.wrapped("  set in already, and more", 16, 2))
        .isEqualTo(lines("  set in", "    already, and", "    more"));
  }

  @Test
  void longWordsStayWholeAndChineseIsBrokenAnywhere() {
    assertThat(Columns.wrapped("see /a/very-long/path now", 12, 2))
        .isEqualTo(lines("see", "  /a/very-long/path", "  now"));
    assertThat(Columns.wrapped("中文中文中文", 8, 2)).isEqualTo(lines("中文中文", "  中文"));
  }

  @Test
  void everyLineOfSeveralIsBrokenForItself() {
    assertThat(Columns.wrapped("one two three\nfour\n\nfive six seven\n", 9, 1))
        .isEqualTo(lines("one two", " three") + "\nfour\n\n" + lines("five six", " seven") + "\n");
  }

  @Test
  void tablesStandInLineWhateverIsInThem() {
    TextTable table = new TextTable(1, "name", "n");
    table.row(List.of("中文", "1"));
    table.row(List.of("a\u001b[31mb", "22"));
    table.row(List.of("e\u0301", "333"));

    List<String> lines = table.text().lines().toList();

    assertThat(lines)
        .containsExactly(
            "name          n", "中文          1", "a\\x1b[31mb   22", "e\u0301           333");
    assertThat(lines).extracting(Columns::width).containsOnly(15);
  }
}
