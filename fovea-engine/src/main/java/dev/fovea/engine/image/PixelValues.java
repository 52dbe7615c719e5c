package dev.fovea.engine.image;

import java.util.List;
import java.util.Locale;

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
          String.format(
              Locale.ROOT,
              "expected %d * %d * %d values, found %d",
              channels,
              height,
              width,
              data.length));
    }
  }

  /// The values of several pictures, one after the other.
  public static float[] concatenate(List<PixelValues> pictures) {
    float[] all = new float[pictures.stream().mapToInt(picture -> picture.data().length).sum()];
    int at = 0;
    for (PixelValues picture : pictures) {
      System.arraycopy(picture.data(), 0, all, at, picture.data().length);
      at += picture.data().length;
    }
    return all;
  }
}
