package dev.fovea.engine.image.resize;

import dev.fovea.engine.image.RgbImage;

/// Cuts the middle out of a picture, or sets a smaller picture into the middle of a black one.
public final class CenterCrop {
  private CenterCrop() {}

  /// A picture of the given size around the centre. Where a border cannot be halved, the extra
  /// pixel is cut off, or added, at the right and at the bottom.
  public static RgbImage crop(RgbImage image, int width, int height) {
    int commonWidth = Math.min(image.width(), width);
    int commonHeight = Math.min(image.height(), height);
    return image
        .crop(
            (image.width() - commonWidth) / 2,
            (image.height() - commonHeight) / 2,
            commonWidth,
            commonHeight)
        .padded((width - commonWidth) / 2, (height - commonHeight) / 2, width, height, 0);
  }
}
