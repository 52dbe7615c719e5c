package dev.fovea.engine.vision;

/// Cuts the middle out of a picture, or sets a smaller picture into the middle of a black one.
final class CenterCrop {
  private CenterCrop() {}

  /// A picture of the given size around the centre. Where a border cannot be halved, the extra
  /// pixel is cut off, or added, at the right and at the bottom.
  static RgbImage crop(RgbImage image, int width, int height) {
    int left = offset(image.width(), width);
    int top = offset(image.height(), height);
    int from = Math.max(left, 0);
    int columns = Math.min(image.width(), width);
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    for (int y = Math.max(-top, 0); y < height && y + top < image.height(); y++) {
      System.arraycopy(
          image.rgb(),
          3 * ((y + top) * image.width() + from),
          out,
          3 * (y * width + Math.max(-left, 0)),
          3 * columns);
    }
    return new RgbImage(width, height, out);
  }

  /// Where the result begins in the source; negative where it begins before it.
  static int offset(int source, int result) {
    return source >= result ? (source - result) / 2 : -((result - source) / 2);
  }
}
