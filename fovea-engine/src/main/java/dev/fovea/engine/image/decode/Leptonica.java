package dev.fovea.engine.image.decode;

import static org.bytedeco.leptonica.global.leptonica.L_SEVERITY_NONE;
import static org.bytedeco.leptonica.global.leptonica.pixDestroy;
import static org.bytedeco.leptonica.global.leptonica.pixGetData;
import static org.bytedeco.leptonica.global.leptonica.pixGetDepth;
import static org.bytedeco.leptonica.global.leptonica.pixGetHeight;
import static org.bytedeco.leptonica.global.leptonica.pixGetWidth;
import static org.bytedeco.leptonica.global.leptonica.pixGetWpl;
import static org.bytedeco.leptonica.global.leptonica.pixReadMemWebP;
import static org.bytedeco.leptonica.global.leptonica.setMsgSeverity;

import dev.fovea.engine.image.RgbImage;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.leptonica.PIX;
import org.jspecify.annotations.Nullable;

/// The native library leptonica with the libwebp inside it, the decoder that Pillow uses. It is
/// loaded by the first WebP picture.
final class Leptonica {
  static {
    setMsgSeverity(L_SEVERITY_NONE); // it would write to the standard error stream
  }

  private Leptonica() {}

  static RgbImage webp(EncodedImage image, byte[] file) {
    return toRgb(image, pixReadMemWebP(file, file.length));
  }

  /// Copies the samples out and frees the native picture.
  private static RgbImage toRgb(EncodedImage image, @Nullable PIX picture) {
    if (picture == null) {
      throw image.undecodable();
    }
    try {
      if (pixGetDepth(picture) != 32) {
        throw image.broken("expected 32 bits per pixel, found " + pixGetDepth(picture));
      }
      int width = pixGetWidth(picture);
      int height = pixGetHeight(picture);
      int[] row = new int[pixGetWpl(picture)];
      byte[] rgb = new byte[3 * width * height];
      IntPointer data = pixGetData(picture);
      for (int y = 0, out = 0; y < height; y++) {
        data.position((long) y * row.length).get(row);
        for (int x = 0; x < width; x++) {
          rgb[out++] = (byte) (row[x] >> 24);
          rgb[out++] = (byte) (row[x] >> 16);
          rgb[out++] = (byte) (row[x] >> 8);
        }
      }
      return new RgbImage(width, height, rgb);
    } finally {
      pixDestroy(picture);
    }
  }
}
