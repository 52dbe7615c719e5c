package dev.fovea.engine.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.Expectations;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Wherever an orientation is noted, and whatever is wrong with the note, the picture is turned as
/// Pillow turns it.
class OrientationNotesTest {
  private static final int BEHIND_HEADER = 33;

  static Stream<String[]> notes() {
    return Expectations.table("notes.tsv");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notes")
  void turnsAsPillowDoes(String file, int width, int height, String sha256) {
    RgbImage image = ImageDecoder.decode(Expectations.note(file), file);
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
    assertThat(Expectations.sha256(image.rgb()))
        .isEqualTo(sha256.equals("upright") ? stored(file) : sha256);
  }

  /// A picture of the same format that says to be left as it is.
  private static String stored(String file) {
    return Expectations.sha256(
        ImageDecoder.decode(
                Expectations.note(
                    file.endsWith(".png")
                        ? "text-1.png"
                        : file.endsWith(".jpg")
                            ? "exif-behind-samples.jpg"
                            : "xmp-unannounced.webp"),
                file)
            .rgb());
  }

  @ParameterizedTest
  @CsvSource({"Raw profile type exif, 2097152", "XML:com.adobe.xmp, 209715200"})
  void refusesANoteThatUnpacksToMoreThanItsLimit(String keyword, int size) {
    byte[] png = withNotes(keyword, size, 1);
    assertThatThrownBy(() -> ImageDecoder.decode(png, "x"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "x: damaged PNG file: expected its note \""
                + keyword
                + "\" to unpack to at most 1048576 bytes, found more");
  }

  @Test
  void refusesManyNotesThatTogetherUnpackToTooMuch() {
    byte[] png = withNotes("XML:com.adobe.xmp", 1 << 20, 65);
    assertThatThrownBy(() -> ImageDecoder.decode(png, "x"))
        .isInstanceOf(FoveaException.class)
        .hasMessageEndingWith("to unpack to at most 67108864 bytes, found more");
  }

  @Test
  void doesNotUnpackANoteOfAnotherKind() {
    byte[] png = withNotes("Comment", 200 << 20, 1);
    assertThat(ImageDecoder.decode(png, "x").width()).isEqualTo(7);
  }

  /// A picture with compressed notes of zeros.
  private static byte[] withNotes(String keyword, int size, int count) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(new byte[size]);
    deflater.finish();
    byte[] packed = new byte[size / 500 + 100];
    int length = deflater.deflate(packed);
    deflater.end();
    byte[] text = (keyword + "\0\0").getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer chunk = ByteBuffer.allocate(12 + text.length + length).putInt(text.length + length);
    chunk.put("zTXt".getBytes(StandardCharsets.US_ASCII)).put(text).put(packed, 0, length);
    CRC32 checksum = new CRC32();
    checksum.update(chunk.array(), 4, chunk.position() - 4);
    chunk.putInt((int) checksum.getValue());
    byte[] whole = Expectations.note("text-1.png");
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(whole, 0, BEHIND_HEADER);
    for (int i = 0; i < count; i++) {
      png.writeBytes(chunk.array());
    }
    png.writeBytes(Arrays.copyOfRange(whole, BEHIND_HEADER, whole.length));
    return png.toByteArray();
  }
}
