package dev.fovea.engine.image.decode;

import dev.fovea.engine.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/// Reads Windows bitmaps.
final class BmpDecoder {
  private static final int OLD_HEADER = 12;
  private static final int LARGEST_PALETTE = 1 << 16; // as in Pillow
  private static final int LAST_PLAIN_COMPRESSION = 3; // none, two run lengths, bit fields

  private BmpDecoder() {}

  static RgbImage decode(EncodedImage image) throws IOException {
    ByteBuffer in = image.buffer(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt(14) == OLD_HEADER) {
      image.checkSize(in.getShort(18), in.getShort(20));
    } else {
      image.checkSize(in.getInt(18), Math.abs((long) in.getInt(22))); // negative: rows from the top
      // A bitmap may hold a whole JPEG or PNG of other dimensions than its header says.
      int compression = in.getInt(30);
      if (compression < 0 || compression > LAST_PLAIN_COMPRESSION) {
        throw image.unsupported("no compression or run lengths", "compression " + compression);
      }
      int colors = in.getInt(46);
      if (in.getShort(28) <= 8 && (colors < 0 || colors > LARGEST_PALETTE)) {
        throw image.broken(
            String.format(
                Locale.ROOT,
                "expected a palette of at most %d colours, found %d",
                LARGEST_PALETTE,
                Integer.toUnsignedLong(colors)));
      }
    }
    return JdkImages.read(image.format(), image.bytes(), reader -> JdkImages.toRgb(reader.read(0)));
  }
}
