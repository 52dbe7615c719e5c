package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// The visual tokens of a tiled picture: of the patches of all tiles those that lie on the picture
/// and not on the padding around it, perhaps shrunk to fewer. All roundings are those of
/// transformers. Of a very thin picture no patch at all may be left.
///
/// @param top rows of patches above the first that stays
/// @param left columns of patches before the first that stays
/// @param height rows of patches that stay
/// @param width columns of patches that stay
/// @param rows of visual tokens
/// @param columns of visual tokens
public record TokenGrid(int top, int left, int height, int width, int rows, int columns) {
  private static final double NEAR_ENOUGH = 1.1;

  /// One token per patch that the picture covers.
  ///
  /// @param pictureWidth in pixels
  /// @param pictureHeight in pixels
  /// @param patches of all tiles, with the picture in the middle
  static TokenGrid unpadded(int pictureWidth, int pictureHeight, Grid patches) {
    int height = patches.rows();
    int width = patches.columns();
    int top = 0;
    int left = 0;
    if ((double) pictureWidth / pictureHeight > (double) width / height) {
      top = (height - whole(pictureHeight * ((double) width / pictureWidth))) / 2;
      height -= 2 * top;
    } else {
      left = (width - whole(pictureWidth * ((double) height / pictureHeight))) / 2;
      width -= 2 * left;
    }
    return new TokenGrid(top, left, height, width, height, width);
  }

  /// Cut off behind the point, unless less than the seventh decimal is missing to the next number.
  private static int whole(double length) {
    return new BigDecimal(length).setScale(7, RoundingMode.HALF_EVEN).intValue();
  }

  /// The same, shrunk in proportion where it has clearly more tokens than these.
  ///
  /// @throws FoveaException where no token is left of a thin picture
  TokenGrid atMost(long tokens) {
    double ratio = Math.sqrt((double) ((long) height * width) / tokens);
    if (!(ratio > NEAR_ENOUGH)) {
      return this;
    }
    int shrunkRows = floorDivided(height, ratio);
    int shrunkColumns = floorDivided(width, ratio);
    if (shrunkRows < 1 || shrunkColumns < 1) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "a picture of %d x %d patches is too thin for this model: shrunk to %d visual tokens it has no %s left",
              width,
              height,
              tokens,
              shrunkRows < 1 ? "row" : "column"));
    }
    return new TokenGrid(top, left, height, width, shrunkRows, shrunkColumns);
  }

  /// Python's `//` of positive floats: the exact quotient rounded down, where dividing first might
  /// round up to a whole number.
  private static int floorDivided(double value, double divisor) {
    return (int) Math.rint((value - value % divisor) / divisor);
  }

  /// Whether there are fewer tokens than patches.
  public boolean isShrunk() {
    return rows < height || columns < width;
  }
}
