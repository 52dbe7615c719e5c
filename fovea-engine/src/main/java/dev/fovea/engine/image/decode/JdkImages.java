package dev.fovea.engine.image.decode;

import dev.fovea.engine.image.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Asks the JDK's own image readers for samples, and never for colours: its colour management would
/// change grey levels and follow profiles.
final class JdkImages {
  private JdkImages() {}

  /// What to do with an open reader.
  interface Reading<T> {
    T read(ImageReader reader) throws IOException;
  }

  /// Runs a reading on the bytes. Plug-ins on the class path are passed over, so that the result
  /// does not depend on them.
  static <T> T read(ImageFormat format, byte[] bytes, Reading<T> reading) throws IOException {
    ImageReader reader = reader(format);
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(stream, true, true);
      return reading.read(reader);
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(ImageFormat format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if ("java.desktop".equals(reader.getClass().getModule().getName())) {
        return reader;
      }
    }
    throw new IllegalStateException("this Java runtime has no reader for " + format);
  }

  /// The samples of a picture as red, green, blue: palettes looked up, grey tripled, alpha dropped.
  static RgbImage toRgb(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = raster.getWidth();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, raster.getHeight()))];
    int bands = raster.getNumBands();
    int[] row = new int[width * bands];
    Samples samples = samples(image.getColorModel(), raster);
    for (int y = 0, out = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int in = 0; in < row.length; in += bands) {
        for (int channel = 0; channel < 3; channel++) {
          rgb[out++] = (byte) samples.of(row, in, channel);
        }
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  /// A channel of the pixel whose bands begin at an index.
  private interface Samples {
    int of(int[] row, int pixel, int channel);
  }

  private static Samples samples(ColorModel colors, Raster raster) {
    boolean wide = raster.getTransferType() == DataBuffer.TYPE_USHORT;
    if (colors instanceof IndexColorModel palette) {
      int[] table = new int[palette.getMapSize()];
      palette.getRGBs(table);
      // An index past the palette is black, as in Pillow.
      return (row, pixel, channel) ->
          row[pixel] < table.length ? table[row[pixel]] >> (16 - 8 * channel) : 0;
    } else if (raster.getNumBands() == 1 && wide) {
      return (row, pixel, _) -> Math.min(row[pixel], 255);
    } else if (raster.getNumBands() <= 2) {
      int shift = raster.getSampleModel().getSampleSize(0) - 8;
      return (row, pixel, _) -> row[pixel] >> shift;
    }
    int[] largest = new int[3];
    for (int channel = 0; channel < 3; channel++) {
      largest[channel] = (1 << raster.getSampleModel().getSampleSize(channel)) - 1;
    }
    if (largest[0] == 0xffff) {
      return (row, pixel, channel) -> row[pixel + channel] >> 8;
    }
    return (row, pixel, channel) -> row[pixel + channel] * 255 / largest[channel];
  }
}
