package dev.fovea.engine.image;

import java.util.Locale;

/// A decoded picture: 8-bit red, green, blue, interleaved, rows from the top.
///
/// @param width columns, at least 1
/// @param height rows, at least 1
/// @param rgb `3 * width * height` bytes
public record RgbImage(int width, int height, byte[] rgb) {
  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected 3 * %d * %d bytes, found %d", width, height, rgb.length));
    }
  }

  /// The rectangle of this size whose upper left corner is at `left`, `top`; it lies in the
  /// picture.
  public RgbImage crop(int left, int top, int width, int height) {
    if (left < 0 || top < 0 || width > this.width - left || height > this.height - top) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a rectangle in %d x %d, found %d x %d at %d, %d",
              this.width,
              this.height,
              width,
              height,
              left,
              top));
    }
    byte[] part = new byte[length(width, height)];
    for (int y = 0; y < height; y++) {
      System.arraycopy(rgb, 3 * ((top + y) * this.width + left), part, 3 * y * width, 3 * width);
    }
    return new RgbImage(width, height, part);
  }

  /// A canvas of this size with the picture on it, its upper left corner at `left`, `top`; all of
  /// the picture lies on the canvas.
  ///
  /// @param color of the canvas, `0xRRGGBB`
  public RgbImage padded(int left, int top, int width, int height, int color) {
    if (left < 0 || top < 0 || this.width > width - left || this.height > height - top) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a canvas around %d x %d at %d, %d, found %d x %d",
              this.width,
              this.height,
              left,
              top,
              width,
              height));
    }
    RgbImage canvas = filled(width, height, color);
    for (int y = 0; y < this.height; y++) {
      System.arraycopy(
          rgb, 3 * y * this.width, canvas.rgb, 3 * ((top + y) * width + left), 3 * this.width);
    }
    return canvas;
  }

  /// A picture of one colour.
  ///
  /// @param color `0xRRGGBB`
  private static RgbImage filled(int width, int height, int color) {
    byte[] rgb = new byte[length(width, height)];
    for (int i = 0; color != 0 && i < rgb.length; i += 3) {
      rgb[i] = (byte) (color >> 16);
      rgb[i + 1] = (byte) (color >> 8);
      rgb[i + 2] = (byte) color;
    }
    return new RgbImage(width, height, rgb);
  }

  private static int length(int width, int height) {
    return Math.multiplyExact(3, Math.multiplyExact(width, height));
  }
}
