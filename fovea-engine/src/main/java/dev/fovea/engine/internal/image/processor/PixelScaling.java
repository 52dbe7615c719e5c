package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// From samples of 0 to 255 to the values of a vision tower, in the float32 arithmetic of
/// transformers: rescaling and normalising are one step, `(x - mean / factor) / (std / factor)`.
///
/// @param rescaleFactor by which samples are multiplied; empty where they stay
/// @param normalization mean and deviation per channel; empty where nothing is subtracted
public record PixelScaling(Optional<Double> rescaleFactor, Optional<Normalization> normalization) {

  /// Mean and deviation of rescaled samples.
  ///
  /// @param mean of red, green, blue
  /// @param std standard deviation of red, green, blue
  public record Normalization(List<Double> mean, List<Double> std) {
    /// What CLIP was trained with (`OPENAI_CLIP_MEAN`, `OPENAI_CLIP_STD` in transformers).
    public static final Normalization CLIP =
        new Normalization(
            List.of(0.48145466, 0.4578275, 0.40821073),
            List.of(0.26862954, 0.26130258, 0.27577711));

    /// Mean and deviation one half (`IMAGENET_STANDARD_MEAN`, `IMAGENET_STANDARD_STD`).
    public static final Normalization HALF =
        new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

    public Normalization {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      if (mean.size() != 3 || std.size() != 3) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "expected 3 means and 3 deviations, found %d and %d",
                mean.size(),
                std.size()));
      }
    }
  }

  /// Scales the samples and puts them channel after channel.
  PixelValues apply(RgbImage image) {
    int pixels = image.width() * image.height();
    float[] data = new float[3 * pixels];
    for (int channel = 0; channel < 3; channel++) {
      float[] table = table(channel);
      for (int i = 0; i < pixels; i++) {
        data[channel * pixels + i] = table[image.rgb()[3 * i + channel] & 255];
      }
    }
    return new PixelValues(data, 3, image.height(), image.width());
  }

  /// The values of all 256 samples.
  private float[] table(int channel) {
    float factor = rescaleFactor.map(Double::floatValue).orElse(1f);
    float unit = rescaleFactor.map(value -> (float) (1 / value)).orElse(1f);
    float[] table = new float[256];
    for (int sample = 0; sample < table.length; sample++) {
      table[sample] = sample * factor;
    }
    normalization.ifPresent(normal -> {
      float mean = normal.mean().get(channel).floatValue() * unit;
      float std = normal.std().get(channel).floatValue() * unit;
      for (int sample = 0; sample < table.length; sample++) {
        table[sample] = (sample - mean) / std;
      }
    });
    return table;
  }
}
