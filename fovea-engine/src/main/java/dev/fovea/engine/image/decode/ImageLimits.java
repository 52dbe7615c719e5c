package dev.fovea.engine.image.decode;

import dev.fovea.engine.error.FoveaException;
import java.util.Locale;

/// How large a picture may be. Both bounds are checked before anything is decoded: bytes are
/// counted while they are read, whatever size the file is said to have, and the dimensions come
/// from its header.
///
/// @param maxBytes of the file
/// @param maxPixels width times height, of the picture and of the canvas it stands on
public record ImageLimits(long maxBytes, long maxPixels) {
  /// 256 MiB and 100 million pixels: above the largest camera sensors in common use, 300 MB once
  /// decoded, and below the 179 million at which Pillow takes a picture for a decompression bomb.
  public static final ImageLimits DEFAULT = new ImageLimits(256L << 20, 100_000_000);

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || maxPixels > Integer.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected at least 1 byte and 1 to %d pixels, found %d and %d",
              Integer.MAX_VALUE / 4,
              maxBytes,
              maxPixels));
    }
  }

  /// The error for a file that is too large.
  FoveaException tooManyBytes(String name, String found) {
    return new FoveaException(
        String.format(
            Locale.ROOT, "%s: expected at most %d bytes, found %s", name, maxBytes, found));
  }
}
