package dev.fovea.cli.explain;

import dev.fovea.cli.explain.PatchGrid.Area;
import dev.fovea.engine.model.VisionLanguageModel;
import dev.fovea.engine.vision.PixelValues;
import dev.fovea.engine.vision.RgbImage;
import java.util.Arrays;
import java.util.Optional;

/// Finds out which part of a picture a model sees, whatever its processor cuts off: the processor
/// gets a picture of the same size whose colours say where they are, red from left to right and
/// green from top to bottom. A black and a white picture tell how it scales colours.
final class SeenArea {
  private static final int RED = 0;
  private static final int GREEN = 1;
  private static final int CHANNELS = 3;
  private static final int BRIGHTEST = 255;

  /// A part of the edge that 256 levels of colour can leave out.
  private static final double TOLERANCE = 0.01;

  /// How far a place may be off a straight line; resampling bends it at the borders.
  private static final double BEND = 0.03;

  private final PixelValues black;
  private final PixelValues white;
  private final PixelValues ramps;

  private SeenArea(PixelValues black, PixelValues white, PixelValues ramps) {
    this.black = black;
    this.white = white;
    this.ramps = ramps;
  }

  /// The area, or empty where the model does not read the picture as one rectangle.
  static Optional<Area> of(VisionLanguageModel model, RgbImage picture) {
    int width = picture.width();
    int height = picture.height();
    return model
        .plainPixelValues(ramps(width, height))
        .filter(ramps -> ramps.channels() == CHANNELS)
        .flatMap(ramps ->
            new SeenArea(
                    model.plainPixelValues(plain(width, height, 0)).orElseThrow(),
                    model.plainPixelValues(plain(width, height, BRIGHTEST)).orElseThrow(),
                    ramps)
                .area());
  }

  private static RgbImage plain(int width, int height, int level) {
    byte[] rgb = new byte[CHANNELS * width * height];
    Arrays.fill(rgb, (byte) level);
    return new RgbImage(width, height, rgb);
  }

  private static RgbImage ramps(int width, int height) {
    byte[] rgb = new byte[CHANNELS * width * height];
    for (int pixel = 0; pixel < width * height; pixel++) {
      rgb[CHANNELS * pixel + RED] = level(pixel % width, width);
      rgb[CHANNELS * pixel + GREEN] = level(pixel / width, height);
    }
    return new RgbImage(width, height, rgb);
  }

  /// The middle of a pixel as a level of colour.
  private static byte level(int index, int length) {
    return (byte) Math.round(BRIGHTEST * (index + 0.5) / length);
  }

  private Optional<Area> area() {
    int rows = ramps.height();
    int columns = ramps.width();
    double[] across = new double[columns];
    double[] down = new double[rows];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        across[x] += place((RED * rows + y) * columns + x) / rows;
        down[y] += place((GREEN * rows + y) * columns + x) / columns;
      }
    }
    Line horizontal = Line.through(across);
    Line vertical = Line.through(down);
    return horizontal.fits(across) && vertical.fits(down)
        ? Optional.of(
            new Area(
                horizontal.start(), vertical.start(), horizontal.end(columns), vertical.end(rows)))
        : Optional.empty();
  }

  /// Where in the picture a value comes from, 0 to 1.
  private double place(int index) {
    double dark = black.data()[index];
    return (ramps.data()[index] - dark) / (white.data()[index] - dark);
  }

  /// Places in the picture along an edge of the model's input.
  private record Line(double offset, double slope) {

    /// Through the ends of the middle half.
    static Line through(double[] places) {
      int quarter = places.length / 4;
      int last = places.length - 1 - quarter;
      double slope = (places[last] - places[quarter]) / Math.max(1, last - quarter);
      return new Line(places[quarter] - (quarter + 0.5) * slope, slope);
    }

    boolean fits(double[] places) {
      boolean fits = slope > 0;
      for (int i = 0; i < places.length; i++) {
        fits &= Math.abs(offset + (i + 0.5) * slope - places[i]) < BEND;
      }
      return fits;
    }

    double start() {
      return offset < TOLERANCE ? 0 : offset;
    }

    double end(int length) {
      double end = offset + slope * length;
      return end > 1 - TOLERANCE ? 1 : end;
    }
  }
}
