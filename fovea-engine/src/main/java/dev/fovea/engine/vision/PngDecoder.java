package dev.fovea.engine.vision;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/// Reads PNG files: all colour types and depths, interlaced or not.
final class PngDecoder {
  private static final int SIGNATURE = 8;
  private static final int CHUNK_FRAME = 12; // length, type, checksum
  private static final byte[] NONE = {};

  private PngDecoder() {}

  static RgbImage decode(EncodedImage image) throws IOException {
    ByteBuffer in = image.buffer(ByteOrder.BIG_ENDIAN);
    byte[] bytes = image.bytes();
    byte[] exif = NONE;
    byte[] xmp = NONE;
    // Only what makes up colours is handed on: transparency is dropped anyway, and compressed notes
    // could unpack to any size.
    ByteArrayOutputStream needed = new ByteArrayOutputStream(bytes.length);
    needed.write(bytes, 0, SIGNATURE);
    String type = "";
    for (int at = SIGNATURE; !type.equals("IEND"); ) {
      int length = in.getInt(at);
      if (length < 0 || length > bytes.length - CHUNK_FRAME - at) {
        throw image.truncated();
      }
      type = ImageFormat.ascii(bytes, at + 4, 4);
      if (at == SIGNATURE) {
        if (!type.equals("IHDR") || length != 13) {
          throw image.broken("expected the header chunk IHDR first");
        }
        image.checkSize(in.getInt(at + 8), in.getInt(at + 12));
      }
      CRC32 checksum = new CRC32();
      checksum.update(bytes, at + 4, 4 + length);
      if ((int) checksum.getValue() != in.getInt(at + 8 + length)) {
        throw image.broken(
            String.format(Locale.ROOT, "wrong checksum in the chunk at byte %d", at));
      }
      switch (type) {
        case "IHDR", "PLTE", "IDAT", "IEND" -> needed.write(bytes, at, CHUNK_FRAME + length);
        case "eXIf" -> exif = slice(bytes, at + 8, length);
        case "iTXt" -> xmp = xmp(bytes, at + 8, length, xmp);
        default -> {}
      }
      at += CHUNK_FRAME + length;
    }
    RgbImage stored =
        JdkImages.toRgb(
            JdkImages.read(image.format(), needed.toByteArray(), reader -> reader.read(0)));
    return Orientation.of(exif, xmp).apply(stored);
  }

  private static byte[] xmp(byte[] bytes, int from, int length, byte[] otherwise) {
    boolean found = ImageFormat.ascii(bytes, from, length).startsWith("XML:com.adobe.xmp\0\0");
    return found ? slice(bytes, from, length) : otherwise;
  }

  private static byte[] slice(byte[] bytes, int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + length);
  }
}
