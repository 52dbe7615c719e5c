package dev.fovea.engine.image.decode;

import dev.fovea.engine.image.RgbImage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a camera was held, by the numbers of EXIF tag 0x0112: where the first row and the first
/// column of the stored picture belong in the upright one.
enum Orientation {
  TOP_LEFT(false, false, false),
  TOP_RIGHT(false, true, false),
  BOTTOM_RIGHT(false, true, true),
  BOTTOM_LEFT(false, false, true),
  LEFT_TOP(true, false, false),
  RIGHT_TOP(true, false, true),
  RIGHT_BOTTOM(true, true, true),
  LEFT_BOTTOM(true, true, false);

  private static final Pattern XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

  private final boolean transposed;
  private final boolean fromRight;
  private final boolean fromBottom;

  /// Upright pixel (x, y) is stored pixel (x, y), or (y, x) where transposed, counted from the
  /// right and from the bottom of the stored picture where the flags say so.
  Orientation(boolean transposed, boolean fromRight, boolean fromBottom) {
    this.transposed = transposed;
    this.fromRight = fromRight;
    this.fromBottom = fromBottom;
  }

  /// The orientation noted in the metadata of a file. As in Pillow, XMP counts only where EXIF says
  /// nothing, and a value that is none of the eight counts as upright.
  ///
  /// @param exif a TIFF structure, with or without the prefix `Exif\0\0`; empty where there is none
  /// @param xmp an XMP packet; empty where there is none
  static Orientation of(byte[] exif, String xmp) {
    int number = ExifOrientation.of(exif).orElseGet(() -> fromXmp(xmp));
    return number >= 1 && number <= 8 ? values()[number - 1] : TOP_LEFT;
  }

  /// @param xmp a character for each byte
  static Orientation of(byte[] exif, byte[] xmp) {
    return of(exif, ImageFormat.ascii(xmp, 0, xmp.length));
  }

  private static int fromXmp(String xmp) {
    Matcher matcher = XMP.matcher(xmp);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
  }

  /// Turns a stored picture upright.
  RgbImage apply(RgbImage stored) {
    if (this == TOP_LEFT) {
      return stored;
    }
    int width = transposed ? stored.height() : stored.width();
    int height = transposed ? stored.width() : stored.height();
    byte[] in = stored.rgb();
    byte[] out = new byte[in.length];
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to += 3) {
        int column = transposed ? y : x;
        int row = transposed ? x : y;
        column = fromRight ? stored.width() - 1 - column : column;
        row = fromBottom ? stored.height() - 1 - row : row;
        int from = 3 * (row * stored.width() + column);
        out[to] = in[from];
        out[to + 1] = in[from + 1];
        out[to + 2] = in[from + 2];
      }
    }
    return new RgbImage(width, height, out);
  }
}
