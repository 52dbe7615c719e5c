package dev.fovea.cli.explain;

import dev.fovea.cli.explain.PatchGrid.Area;
import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.model.VisionLanguageModel;
import dev.fovea.engine.vision.RgbImage;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

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

  private final Input black;
  private final Input white;
  private final Input ramps;

  private SeenArea(Input black, Input white, Input ramps) {
    this.black = black;
    this.white = white;
    this.ramps = ramps;
  }

  /// What a model makes of a picture: `[parts, channels, rows, columns]`.
  private record Input(float[] values, long[] shape) {

    static Input of(VisionLanguageModel model, RgbImage picture) {
      try (Scope _ = new Scope()) {
        Tensor pixels = model.pixelValues(picture);
        return new Input(Tensors.toFloats(pixels), Tensors.shape(pixels));
      }
    }

    boolean isOnePicture() {
      return shape.length == 4 && shape[0] == 1 && shape[1] == CHANNELS;
    }
  }

  /// The area, or empty where the model does not read the picture as one rectangle.
  static Optional<Area> of(VisionLanguageModel model, RgbImage picture) {
    int width = picture.width();
    int height = picture.height();
    Input ramps = Input.of(model, ramps(width, height));
    if (!ramps.isOnePicture()) {
      return Optional.empty();
    }
    return new SeenArea(
            Input.of(model, plain(width, height, 0)),
            Input.of(model, plain(width, height, BRIGHTEST)),
            ramps)
        .area();
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
    int rows = Math.toIntExact(ramps.shape()[2]);
    int columns = Math.toIntExact(ramps.shape()[3]);
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
    double dark = black.values()[index];
    return (ramps.values()[index] - dark) / (white.values()[index] - dark);
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
