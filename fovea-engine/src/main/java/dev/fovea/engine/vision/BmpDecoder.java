package dev.fovea.engine.vision;

import java.io.IOException;
import java.nio.ByteOrder;

/// Reads Windows bitmaps.
final class BmpDecoder {
  private static final int OLD_HEADER = 12;
  private static final int LAST_PLAIN_COMPRESSION = 3; // none, two run lengths, bit fields

  private BmpDecoder() {}

  static RgbImage decode(EncodedImage image) throws IOException {
    // A bitmap may hold a whole JPEG or PNG of other dimensions than its header says.
    if (image.buffer(ByteOrder.LITTLE_ENDIAN).getInt(14) != OLD_HEADER) {
      int compression = image.buffer(ByteOrder.LITTLE_ENDIAN).getInt(30);
      if (compression < 0 || compression > LAST_PLAIN_COMPRESSION) {
        throw image.unsupported("no compression or run lengths", "compression " + compression);
      }
    }
    return JdkImages.read(
        image.format(),
        image.bytes(),
        reader -> {
          image.checkSize(reader.getWidth(0), reader.getHeight(0));
          return JdkImages.toRgb(reader.read(0));
        });
  }
}
