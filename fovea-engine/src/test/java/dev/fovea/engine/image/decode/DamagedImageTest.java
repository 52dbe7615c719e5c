package dev.fovea.engine.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.image.processor.Expectations;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
    "49492a0008000000, a TIFF file",
    "4d4d002a00000008, a TIFF file",
    "49492b0008000000, a BigTIFF file",
    "49492a00100000004352, a Canon raw file (CR2)",
    "255044462d312e37, a PDF file",
    "0000001c6674797061766966, an AVIF file",
    "0000001c667479706d696631000000006d6966316176696600, an AVIF file",
    "0000001c6674797068656963000000006d69663168656963, an HEIC file",
    "0000001c667479706d6966310000000068656963, an HEIC file",
    "0000001c6674797069736f6d, 'a file of ISO media of type isom, such as a video'",
    "ff0a0102, a JPEG XL file",
    "0000000c4a584c200d0a870a, a JPEG XL file",
    "0000000c6a5020200d0a870a, a JPEG 2000 file",
    "3c73766720786d6c6e733d22, an SVG drawing",
    "3c3f786d6c2076657273696f6e3d22312e30223f3e0a3c212d2d2078202d2d3e3c737667, an SVG drawing",
    "efbbbf0a203c737667, an SVG drawing",
    "3c3f786d6c2076657273696f6e3d22, an XML file",
    "3c21444f43545950452068746d6c3e3c737667, an HTML page",
    "38425053, a Photoshop file",
    "716f6966, a QOI file",
    "50360a352035, a Netpbm file",
    "1f8b08, a file compressed by gzip",
    "504b0304, a ZIP archive",
    "00000100, an icon file (ICO)",
    "52494646240000005741564566, a RIFF file that is no WebP (AVI or WAV)",
    "76657273696f6e2068747470733a2f2f6769742d6c66732e, a pointer of Git LFS: run git lfs pull",
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
  void readsNoMoreOfAnEndlessFileThanItsLimit(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assumeTrue(isLinux() && new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    byte[] start = Expectations.bytes("rgb.png");
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write(start);
                while (true) {
                  out.write(new byte[1 << 16]);
                }
              } catch (IOException closed) {
                assertThat(closed).hasMessageContaining("Broken pipe");
              }
            });
    assertThatThrownBy(() -> ImageDecoder.decode(pipe, new ImageLimits(1 << 20, 1000)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(pipe + ": expected at most 1048576 bytes, found more");
    writer.join();
  }

  @Test
  void refusesADeviceWithoutEndByItsFirstBytes() {
    assumeTrue(isLinux());
    assertThatThrownBy(() -> ImageDecoder.decode(Path.of("/dev/zero")))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "/dev/zero: expected a JPEG, PNG, WebP, GIF or BMP picture, found a file that starts"
                + " with the bytes 00 00 00 00 00 00 00 00");
    assertThatThrownBy(() -> ImageDecoder.decode(Path.of("/dev/null")))
        .isInstanceOf(FoveaException.class)
        .hasMessageEndingWith("found an empty file");
  }

  @Test
  void readsAPictureWhoseSizeNobodyKnows(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assumeTrue(isLinux() && new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    byte[] whole = Expectations.bytes("rgb.png");
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try (OutputStream out = Files.newOutputStream(pipe)) {
                for (byte each : whole) {
                  out.write(each);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    ImageLimits exact = new ImageLimits(whole.length, 1000);
    assertThat(ImageDecoder.decode(pipe, exact).rgb())
        .isEqualTo(ImageDecoder.decode(whole, "x").rgb());
    writer.join();
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").equals("Linux");
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
    assertMessage(
        bytes, "x.jpg: damaged PNG file: its samples contradict their checksum or format");
    bytes = Expectations.bytes("rgb.png");
    bytes[30] ^= 1;
    assertMessage(bytes, "x.jpg: damaged PNG file: wrong checksum in the chunk at byte 8");
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
        "x.jpg: expected a JPEG, PNG, WebP, GIF or BMP picture, found an HTML page");
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
