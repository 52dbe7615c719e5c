package dev.fovea.engine.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.FoveaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that are no pictures, are cut off, or claim to be enormous.
class DamagedImageTest {
  private static final int HUGE = 16_000;

  @ParameterizedTest
  @CsvSource({
    "'', an empty file",
    "00010203040506070809, a file that starts with the bytes 00 01 02 03 04 05 06 07",
    "49492a0008000000, a file that looks like TIFF",
    "255044462d312e37, a file that looks like PDF",
    "0000001c6674797061766966, 'a file of type avif (AVIF, HEIC or video)'",
  })
  void saysWhatIsNoPicture(String hex, String found) {
    assertMessage(
        HexFormat.of().parseHex(hex),
        "x.jpg: expected a JPEG, PNG, WebP, GIF or BMP picture, found " + found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "420.jpg",
        "420-progressive.jpg",
        "440.jpg",
        "cmyk.jpg",
        "rgb.png",
        "interlaced.png",
        "palette8.png",
        "lossy.webp",
        "alpha.webp",
        "lossless.webp",
        "animated.webp",
        "palette.gif",
        "24.bmp",
        "8.bmp"
      })
  void refusesEveryTruncation(String file) {
    byte[] whole = Expectations.bytes(file);
    // The last bytes only close the file or pad it.
    for (int length = 16; length < whole.length - 16; length += 13) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageDecoder.decode(part, "x"))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith("x: damaged ")
          .hasMessageNotContaining("\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rgb.png, 16, BIG_ENDIAN, 4",
    "420.jpg, 0, BIG_ENDIAN, 2",
    "palette.gif, 6, LITTLE_ENDIAN, 2",
    "24.bmp, 18, LITTLE_ENDIAN, 4",
  })
  void refusesEnormousPicturesBeforeDecodingThem(
      String file, int at, String order, int bytesPerNumber) {
    byte[] bytes = Expectations.bytes(file);
    int offset = at == 0 ? jpegFrame(bytes) : at;
    ByteBuffer header =
        ByteBuffer.wrap(bytes)
            .order(order.startsWith("B") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    if (bytesPerNumber == 4) {
      header.putInt(offset, HUGE).putInt(offset + 4, HUGE);
    } else {
      header.putShort(offset, (short) HUGE).putShort(offset + 2, (short) HUGE);
    }
    if (file.endsWith(".png")) {
      CRC32 checksum = new CRC32();
      checksum.update(bytes, 12, 17);
      header.putInt(29, (int) checksum.getValue());
    }
    assertMessage(bytes, "x.jpg: expected at most 100000000 pixels, found 16000 x 16000");
  }

  @Test
  void refusesAnEnormousCanvasOfASmallAnimation() {
    byte[] bytes = Expectations.bytes("animated.webp");
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int frame = 12 + 8;
    header.putInt(frame + 4, 0xffffff).putShort(frame + 8, (short) -1);
    assertMessage(bytes, "x.jpg: expected at most 100000000 pixels, found 16777216 x 16776961");
  }

  @Test
  void refusesAnEnormousFrameOfASmallGif() {
    byte[] bytes = Expectations.bytes("no-palette.gif");
    int frame = 13 + 8 + 1;
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(frame + 4, -1);
    assertMessage(bytes, "x.jpg: expected at most 100000000 pixels, found 65535 x 65535");
  }

  @Test
  void refusesWhatExceedsTheLimitsOfTheCaller(@TempDir Path folder) throws IOException {
    byte[] bytes = Expectations.bytes("rgb.png");
    assertThatThrownBy(() -> ImageDecoder.decode(bytes, "x", new ImageLimits(100, 1000)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            String.format(Locale.ROOT, "x: expected at most 100 bytes, found %d", bytes.length));
    assertThatThrownBy(() -> ImageDecoder.decode(bytes, "x", new ImageLimits(10_000, 566)))
        .isInstanceOf(FoveaException.class)
        .hasMessage("x: expected at most 566 pixels, found 27 x 21");
    assertThat(ImageDecoder.decode(bytes, "x", new ImageLimits(10_000, 567)).width()).isEqualTo(27);
    Path file = Files.write(folder.resolve("p.png"), bytes);
    assertThatThrownBy(() -> ImageDecoder.decode(file, new ImageLimits(100, 1000)))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(file + ": expected at most 100 bytes");
  }

  @Test
  void saysThatAFileIsMissing(@TempDir Path folder) {
    assertThatThrownBy(() -> ImageDecoder.decode(folder.resolve("no.png")))
        .isInstanceOf(FoveaException.class)
        .hasMessage(folder.resolve("no.png") + ": no such file");
  }

  @Test
  void noticesChangedBytesOfAPng() {
    byte[] bytes = Expectations.bytes("rgb.png");
    bytes[200] ^= 1;
    assertMessage(bytes, "x.jpg: damaged PNG file: wrong checksum in the chunk at byte 33");
  }

  @Test
  void refusesABitmapThatHoldsAnotherFile() {
    byte[] bytes = Expectations.bytes("24.bmp");
    bytes[30] = 5;
    assertMessage(
        bytes, "x.jpg: expected no compression or run lengths, found BMP file with compression 5");
  }

  @Test
  void toldByBytesAndNotByName() {
    String text = "<html>no picture</html>";
    assertMessage(
        text.getBytes(StandardCharsets.US_ASCII),
        "x.jpg: expected a JPEG, PNG, WebP, GIF or BMP picture, found a file that looks like HTML");
    assertThat(ImageDecoder.decode(Expectations.bytes("lossy.webp"), "x.png").width())
        .isEqualTo(27);
  }

  private static void assertMessage(byte[] bytes, String message) {
    assertThatThrownBy(() -> ImageDecoder.decode(bytes, "x.jpg"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  /// Where height and width stand in a baseline file.
  private static int jpegFrame(byte[] bytes) {
    int at = 0;
    while ((bytes[at] & 255) != 0xff || (bytes[at + 1] & 255) != 0xc0) {
      at++;
    }
    return at + 5;
  }
}
