package dev.fovea.engine.vision;

/// A decoded picture: 8-bit red, green, blue, interleaved, rows from the top.
///
/// @param width columns, at least 1
/// @param height rows, at least 1
/// @param rgb `3 * width * height` bytes
public record RgbImage(int width, int height, byte[] rgb) {
  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "expected 3 * %d * %d bytes, found %d".formatted(width, height, rgb.length));
    }
  }
}
