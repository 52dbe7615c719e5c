package dev.fovea.engine.model;

import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.vision.PixelValues;
import dev.fovea.engine.vision.RgbImage;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A family of models: how pictures become features, and which decoder reads them.
public interface VisionLanguageModel extends AutoCloseable {

  /// `model_type` of the configuration.
  String family();

  /// The language model.
  TextDecoder text();

  /// The token that stands for a picture in a rendered prompt.
  int imageTokenId();

  /// The token ids that take the place of one picture's token, one per visual feature.
  int[] placeholders(RgbImage image);

  /// Model input of one picture, `[parts, channels, height, width]` in float32.
  Tensor pixelValues(RgbImage image);

  /// The same as plain numbers; empty where the picture becomes several parts.
  default Optional<PixelValues> plainPixelValues(RgbImage image) {
    try (Scope scope = new Scope()) {
      Tensor pixels = pixelValues(image);
      if (pixels.size(0) != 1) {
        return Optional.empty();
      }
      return Optional.of(
          new PixelValues(
              Tensors.toFloats(pixels),
              Math.toIntExact(pixels.size(1)),
              Math.toIntExact(pixels.size(2)),
              Math.toIntExact(pixels.size(3))));
    }
  }

  /// Features of one picture, `[visual tokens, hidden]`, in the order of its placeholders.
  Tensor visualFeatures(Tensor pixelValues);

  /// Bytes of the weights.
  long weightBytes();

  @Override
  void close();
}
