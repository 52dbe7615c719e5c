package dev.fovea.engine.image.decode;

import dev.fovea.engine.image.RgbImage;
import java.awt.image.Raster;
import java.io.IOException;

/// Reads JPEG files: baseline and progressive, grey, colour and four-colour.
///
/// The JDK decodes the components; what they mean is worked out here with the integer arithmetic of
/// the libjpeg-turbo in Pillow, so that neither colour profiles nor missing markers matter.
final class JpegDecoder {
  private static final int HALF = 1 << 15;

  private JpegDecoder() {}

  static RgbImage decode(EncodedImage image) throws IOException {
    JpegHeader header = JpegHeader.parse(image);
    Raster raster =
        JdkImages.read(image.format(), header.samples(), reader -> reader.readRaster(0, null));
    return Orientation.of(header.exif(), header.xmp()).apply(toRgb(raster, header));
  }

  private static RgbImage toRgb(Raster raster, JpegHeader header) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    byte[] rgb = new byte[3 * width * height];
    int[] row = new int[width * bands];
    for (int y = 0, out = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int band = 0; band < bands; band++) {
        if (header.halvedRows()[band]) {
          smooth(raster, y, band, row);
        }
      }
      for (int in = 0; in < row.length; in += bands, out += 3) {
        switch (header.colors()) {
          case GRAY -> set(rgb, out, row[in], row[in], row[in]);
          case RGB -> set(rgb, out, row[in], row[in + 1], row[in + 2]);
          case YCC -> fromYcc(rgb, out, row, in);
          case CMYK -> {
            set(rgb, out, 255 - row[in], 255 - row[in + 1], 255 - row[in + 2]);
            fromCmyk(rgb, out, row[in + 3]);
          }
          case YCCK -> {
            fromYcc(rgb, out, row, in);
            fromCmyk(rgb, out, row[in + 3]);
          }
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /// Mixes into a row a quarter of the nearest other row of the file. The JDK's older libjpeg
  /// repeats rows instead, in this one layout (4:4:0); the two rows of a pair are rounded
  /// differently.
  private static void smooth(Raster raster, int y, int band, int[] row) {
    boolean even = y % 2 == 0;
    int nearest = Math.clamp(even ? y - 1 : y + 1, 0, raster.getHeight() - 1);
    int[] other = raster.getSamples(0, nearest, raster.getWidth(), 1, band, (int[]) null);
    int bands = raster.getNumBands();
    for (int x = 0; x < other.length; x++) {
      int at = x * bands + band;
      row[at] = 3 * row[at] + other[x] + (even ? 1 : 2) >> 2;
    }
  }

  private static void set(byte[] rgb, int at, int red, int green, int blue) {
    rgb[at] = (byte) red;
    rgb[at + 1] = (byte) green;
    rgb[at + 2] = (byte) blue;
  }

  /// libjpeg's fixed-point conversion (jdcolor.c): the factors of ITU-R BT.601 times 65536.
  private static void fromYcc(byte[] rgb, int at, int[] row, int in) {
    int luma = row[in];
    int blueness = row[in + 1] - 128;
    int redness = row[in + 2] - 128;
    set(
        rgb,
        at,
        clip(luma + (91881 * redness + HALF >> 16)),
        clip(luma + (-22554 * blueness - 46802 * redness + HALF >> 16)),
        clip(luma + (116130 * blueness + HALF >> 16)));
  }

  /// Pillow's cmyk2rgb over the inks in place. Inks are stored inverted, as Adobe's programs do it
  /// and Pillow takes for granted, so the stored black is what black lets through.
  private static void fromCmyk(byte[] rgb, int at, int through) {
    for (int i = at; i < at + 3; i++) {
      int product = Byte.toUnsignedInt(rgb[i]) * through + 128;
      rgb[i] = (byte) clip(through - ((product >> 8) + product >> 8));
    }
  }

  private static int clip(int value) {
    return Math.clamp(value, 0, 255);
  }
}
