package dev.fovea.engine.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/// What a family makes of one picture: the input of its vision tower, the text that takes the
/// picture's place in a prompt, and what each of its visual tokens shows.
///
/// @param values model input in row-major order
/// @param shape its shape: `[tiles, channels, height, width]`, or what the tower takes
/// @param width of the picture, in pixels
/// @param height of the picture, in pixels
/// @param grid what the family arranges in rows and columns: tiles, or visual tokens
/// @param expansion the text that stands for the picture where the chat template writes a
///   placeholder: visual tokens and whatever the family writes around and between them
/// @param areas for every visual token, in order, the part of the picture that it shows
public record ImageInput(
    float[] values,
    long[] shape,
    int width,
    int height,
    Grid grid,
    String expansion,
    List<ImageArea> areas) {

  public ImageInput {
    areas = List.copyOf(areas);
    if (LongStream.of(shape).reduce(1, Math::multiplyExact) != values.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected values for %s, found %d",
              Arrays.toString(shape),
              values.length));
    }
  }

  /// The input of a tower that takes tiles of one size.
  ///
  /// @param tiles at least one
  public static ImageInput ofTiles(
      RgbImage image, List<PixelValues> tiles, Grid grid, String expansion, List<ImageArea> areas) {
    PixelValues tile = tiles.getFirst();
    return new ImageInput(
        PixelValues.concatenate(tiles),
        new long[] {tiles.size(), tile.channels(), tile.height(), tile.width()},
        image.width(),
        image.height(),
        grid,
        expansion,
        areas);
  }

  /// Several pictures of one size as one input, one after the other.
  ///
  /// @param inputs at least one
  public static ImageInput together(List<ImageInput> inputs) {
    ImageInput one = inputs.getFirst();
    int size = one.values().length;
    float[] values = new float[Math.multiplyExact(size, inputs.size())];
    for (int i = 0; i < inputs.size(); i++) {
      System.arraycopy(inputs.get(i).values(), 0, values, i * size, size);
    }
    long[] shape = one.shape().clone();
    shape[0] *= inputs.size();
    return new ImageInput(
        values,
        shape,
        one.width(),
        one.height(),
        one.grid(),
        one.expansion(),
        inputs.stream().flatMap(input -> input.areas().stream()).toList());
  }

  /// Number of visual tokens.
  public int tokens() {
    return areas.size();
  }
}
