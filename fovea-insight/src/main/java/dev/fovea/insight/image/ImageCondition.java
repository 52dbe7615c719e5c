package dev.fovea.insight.image;

/// What the model is shown in the place of a picture.
public enum ImageCondition {
  /// The picture itself.
  VISIBLE,
  /// Its mean colour everywhere.
  BLANK,
  /// Random colours, each pixel on its own.
  NOISE,
  /// Its square patches in another order: the same colours, no shapes larger than a patch.
  SHUFFLED,
  /// Another picture, scaled and cropped to the same size.
  OTHER
}
