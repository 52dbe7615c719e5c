package dev.fovea.insight.image;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.Resize;
import java.util.Locale;
import java.util.SplittableRandom;

/// Makes pictures that take the place of others.
final class Images {
  private Images() {}

  /// The mean of each colour everywhere, rounded to whole steps.
  static RgbImage blank(RgbImage picture) {
    byte[] in = picture.rgb();
    long[] sums = new long[3];
    for (int i = 0; i < in.length; i++) {
      sums[i % 3] += in[i] & 255;
    }
    byte[] out = new byte[in.length];
    long pixels = in.length / 3;
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) Math.round((double) sums[i % 3] / pixels);
    }
    return new RgbImage(picture.width(), picture.height(), out);
  }

  /// Every colour of every pixel drawn from 0..255 alike.
  static RgbImage noise(int width, int height, long seed) {
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    new SplittableRandom(seed).nextBytes(out);
    return new RgbImage(width, height, out);
  }

  /// Square patches, counted from the upper left corner, in an order in which each has moved; what
  /// is left at the right and at the bottom for no whole patch stays.
  static RgbImage shuffled(RgbImage picture, int edge, long seed) {
    int columns = picture.width() / edge;
    int rows = picture.height() / edge;
    if ((long) columns * rows < 2) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "patch edge %d: a picture of %d x %d holds %d such patches, expected 2 or more to shuffle",
              edge,
              picture.width(),
              picture.height(),
              columns * rows));
    }
    byte[] out = picture.rgb().clone();
    int[] sources = cycle(columns * rows, seed);
    int stride = 3 * picture.width();
    for (int target = 0; target < sources.length; target++) {
      int from = corner(sources[target], columns, edge, stride);
      int to = corner(target, columns, edge, stride);
      for (int y = 0; y < edge; y++) {
        System.arraycopy(picture.rgb(), from + y * stride, out, to + y * stride, 3 * edge);
      }
    }
    return new RgbImage(picture.width(), picture.height(), out);
  }

  /// Index of a patch's first byte.
  private static int corner(int patch, int columns, int edge, int stride) {
    return patch / columns * edge * stride + patch % columns * edge * 3;
  }

  /// A permutation of one single cycle, so that nothing stays (Sattolo 1986).
  private static int[] cycle(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /// A picture scaled until it covers a rectangle of that size, of which the middle is cut out.
  static RgbImage covering(RgbImage picture, int width, int height) {
    double scale = Math.max((double) width / picture.width(), (double) height / picture.height());
    int wide = Math.max(width, Math.toIntExact(Math.round(picture.width() * scale)));
    int high = Math.max(height, Math.toIntExact(Math.round(picture.height() * scale)));
    return Resize.resize(picture, wide, high, Resampling.BICUBIC)
        .crop((wide - width) / 2, (high - height) / 2, width, height);
  }
}
