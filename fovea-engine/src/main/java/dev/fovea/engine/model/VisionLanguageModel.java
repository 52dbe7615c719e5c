package dev.fovea.engine.model;

import dev.fovea.engine.vision.RgbImage;
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

  /// Features of one picture, `[visual tokens, hidden]`, in the order of its placeholders.
  Tensor visualFeatures(Tensor pixelValues);

  /// Bytes of the weights.
  long weightBytes();

  @Override
  void close();
}
