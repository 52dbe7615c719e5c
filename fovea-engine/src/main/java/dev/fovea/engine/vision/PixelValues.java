package dev.fovea.engine.vision;

/// What a vision tower takes in for one picture.
///
/// @param data `channels * height * width` values, channel after channel, each row by row
public record PixelValues(float[] data, int channels, int height, int width) {
  public PixelValues {
    if (channels < 1
        || height < 1
        || width < 1
        || data.length != (long) channels * height * width) {
      throw new IllegalArgumentException(
          "expected %d * %d * %d values, found %d".formatted(channels, height, width, data.length));
    }
  }
}
