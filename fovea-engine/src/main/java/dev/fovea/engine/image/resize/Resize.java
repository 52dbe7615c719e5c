package dev.fovea.engine.image.resize;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.decode.ImageLimits;
import java.util.Arrays;
import java.util.Locale;

/// Resizes 8-bit pictures in two passes, first all rows to the new width, then all columns to the
/// new height, each rounded to 8 bits.
public final class Resize {
  private Resize() {}

  /// Resizes as transformers does by default.
  public static RgbImage resize(RgbImage image, int width, int height, Resampling resampling) {
    return resize(image, width, height, resampling, ResizeBackend.TORCHVISION);
  }

  /// Resizes with antialiasing.
  ///
  /// @throws FoveaException where the result would have more than 100 million pixels
  public static RgbImage resize(
      RgbImage image, int width, int height, Resampling resampling, ResizeBackend backend) {
    checkSize(image, width, height);
    RgbImage wide =
        width == image.width()
            ? image
            : toWidth(image, ResizeWeights.of(image.width(), width, resampling, backend));
    return height == image.height()
        ? wide
        : toHeight(wide, ResizeWeights.of(image.height(), height, resampling, backend));
  }

  /// Resizes a picture in the middle of a square of one colour, with the values that the square
  /// would give: it is not made, for that of a thin picture is much larger than the picture.
  ///
  /// @param color beside the picture, `0xRRGGBB`
  public static RgbImage resizeSquared(
      RgbImage image,
      int color,
      int width,
      int height,
      Resampling resampling,
      ResizeBackend backend) {
    checkSize(image, width, height);
    int side = Math.max(image.width(), image.height());
    ResizeWeights columns =
        ResizeWeights.of(side, width, resampling, backend)
            .folded((side - image.width()) / 2, image.width());
    ResizeWeights rows =
        ResizeWeights.of(side, height, resampling, backend)
            .folded((side - image.height()) / 2, image.height());
    RgbImage framed = image.padded(1, 1, image.width() + 2, image.height() + 2, color);
    return toHeight(toWidth(framed, columns), rows);
  }

  /// A thin strip grows beyond all measure when its short edge is enlarged.
  private static void checkSize(RgbImage image, int width, int height) {
    long most = ImageLimits.DEFAULT.maxPixels();
    if (width < 1 || height < 1 || width > most / height || width > most / image.height()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "a picture of %d x %d cannot be resized to %d x %d: expected 1 to %d pixels",
              image.width(),
              image.height(),
              width,
              height,
              most));
    }
  }

  private static RgbImage toWidth(RgbImage image, ResizeWeights weights) {
    int width = weights.first().length;
    byte[] in = image.rgb();
    byte[] out = new byte[3 * width * image.height()];
    for (int y = 0, to = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++, to += 3) {
        int red = weights.half();
        int green = red;
        int blue = red;
        int from = 3 * (y * image.width() + weights.first()[x]);
        for (int weight : weights.fixed()[x]) {
          red += weight * (in[from] & 255);
          green += weight * (in[from + 1] & 255);
          blue += weight * (in[from + 2] & 255);
          from += 3;
        }
        out[to] = weights.round(red);
        out[to + 1] = weights.round(green);
        out[to + 2] = weights.round(blue);
      }
    }
    return new RgbImage(width, image.height(), out);
  }

  private static RgbImage toHeight(RgbImage image, ResizeWeights weights) {
    int height = weights.first().length;
    int stride = 3 * image.width();
    byte[] in = image.rgb();
    byte[] out = new byte[stride * height];
    int[] sums = new int[stride];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, weights.half());
      int from = stride * weights.first()[y];
      for (int weight : weights.fixed()[y]) {
        for (int i = 0; i < stride; i++) {
          sums[i] += weight * (in[from + i] & 255);
        }
        from += stride;
      }
      for (int i = 0; i < stride; i++) {
        out[stride * y + i] = weights.round(sums[i]);
      }
    }
    return new RgbImage(image.width(), height, out);
  }
}
