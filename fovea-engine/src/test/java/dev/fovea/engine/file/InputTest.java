package dev.fovea.engine.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputTest {
  @TempDir private Path folder = Path.of("");

  /// A stream without end, as `/dev/zero` and `yes` are.
  private static InputStream endless(int value) {
    return new InputStream() {
      @Override
      public int read() {
        return value;
      }

      @Override
      public int read(byte[] bytes, int from, int length) {
        Arrays.fill(bytes, from, from + length, (byte) value);
        return length;
      }
    };
  }

  @Test
  void aMarkAtTheBeginningIsSkippedAndNoOther() {
    assertThat(InputText.of("\uFEFFone \uFEFFtwo".getBytes(UTF_8), "a")).isEqualTo("one \uFEFFtwo");
    assertThat(InputText.of("\uFEFF".getBytes(UTF_8), "a")).isEmpty();
    assertThat(InputText.of(new byte[0], "a")).isEmpty();
  }

  @Test
  void otherEncodingsAreNamedAndNotGuessed() {
    assertRefused("\uFEFFHi", UTF_16LE, "found UTF-16; convert it to UTF-8");
    assertRefused("\uFEFFHi", UTF_16BE, "found UTF-16; convert it to UTF-8");
    assertRefused("Hi", UTF_16LE, "found UTF-16, or no text");
    assertRefused("Hi", UTF_16BE, "found UTF-16, or no text");
    assertRefused("Où?", ISO_8859_1, "found other bytes");
    assertRefused("long\0", UTF_8, "found a zero byte at offset 4");
  }

  private static void assertRefused(String text, Charset charset, String expected) {
    assertThatThrownBy(() -> InputText.of(text.getBytes(charset), "notes.txt"))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("notes.txt: expected text in UTF-8, ")
        .hasMessageContaining(expected);
  }

  @Test
  void aTextWithoutEndStopsAtTheLimit() {
    assertThatThrownBy(() -> InputFile.text(endless(' '), "pipe"))
        .isInstanceOf(FoveaException.class)
        .hasMessage("pipe: expected at most 67108864 bytes of text, found more");
  }

  @Test
  void filesThatCannotBeReadSayWhy() {
    assertThatThrownBy(() -> InputFile.text(folder.resolve("gone")))
        .hasMessage(folder.resolve("gone") + ": no such file");
    assertThatThrownBy(() -> InputFile.text(folder))
        .hasMessage(folder + ": expected a file, found a folder");
    assertThatThrownBy(() -> InputFile.text(Path.of("https://example.com/notes.txt")))
        .hasMessage(
            "https:/example.com/notes.txt: nothing is fetched from the network; download it and"
                + " give the file");
  }

  @Test
  void aFileIsReadWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "\uFEFFÄ\r\nb");

    assertThat(InputFile.text(file)).isEqualTo("Ä\r\nb");
  }

  @Test
  void linesEndWithALineFeedAndKeepTheirBytes() {
    byte[] bytes = "a\r\n\nü\rb\nlast".getBytes(ISO_8859_1);
    try (InputLines lines = new InputLines(new ByteArrayInputStream(bytes), "r", 10)) {
      assertThat(lines.next()).hasValue("a".getBytes(ISO_8859_1));
      assertThat(lines.next()).hasValue(new byte[0]);
      assertThat(lines.next()).hasValue("ü\rb".getBytes(ISO_8859_1));
      assertThat(lines.offset()).isEqualTo(8);
      assertThat(lines.ended()).isTrue();
      assertThat(lines.next()).hasValue("last".getBytes(ISO_8859_1));
      assertThat(lines.number()).isEqualTo(4);
      assertThat(lines.offset()).isEqualTo(12);
      assertThat(lines.ended()).isFalse();
      assertThat(lines.next()).isEmpty();
    }
  }

  @Test
  void aLineWithoutEndStopsAtTheLimit() {
    try (InputLines lines = new InputLines(endless(0), "r.jsonl", 1000)) {
      assertThatThrownBy(lines::next)
          .hasMessage("r.jsonl, line 1: expected at most 1000 bytes in a line, found more");
    }
    try (InputLines lines = new InputLines(new ByteArrayInputStream(new byte[1000]), "r", 1000)) {
      assertThat(lines.next()).hasValueSatisfying(line -> assertThat(line).hasSize(1000));
    }
  }
}
