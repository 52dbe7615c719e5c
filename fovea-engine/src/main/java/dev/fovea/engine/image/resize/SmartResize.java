package dev.fovea.engine.image.resize;

import dev.fovea.engine.error.FoveaException;
import java.util.Locale;

/// The size that the Qwen models give a picture: whole visual tokens along both sides, about the
/// same proportions, and within bounds as far as whole tokens allow (`smart_resize` in
/// transformers).
///
/// @param unit pixels along each side of a visual token
/// @param least pixels below which a picture is enlarged
/// @param most pixels above which a picture is shrunk
public record SmartResize(int unit, long least, long most) {
  private static final int STEEPEST = 200;

  /// @throws FoveaException where one side is more than 200 times the other
  public TargetSize.Exact of(int height, int width) {
    if (Math.max(height, width) / (double) Math.min(height, width) > STEEPEST) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "a picture of %d x %d: expected sides of which none is more than %d times the other",
              width,
              height,
              STEEPEST));
    }
    double rows = Math.rint(height / (double) unit);
    double columns = Math.rint(width / (double) unit);
    double pixels = rows * unit * columns * unit;
    double area = (double) height * width;
    if (pixels > most) {
      double shrink = Math.sqrt(area / most);
      rows = Math.max(1, Math.floor(height / shrink / unit));
      columns = Math.max(1, Math.floor(width / shrink / unit));
    } else if (pixels < least) {
      double grow = Math.sqrt(least / area);
      rows = Math.ceil(height * grow / unit);
      columns = Math.ceil(width * grow / unit);
    }
    return new TargetSize.Exact((int) (rows * unit), (int) (columns * unit));
  }
}
