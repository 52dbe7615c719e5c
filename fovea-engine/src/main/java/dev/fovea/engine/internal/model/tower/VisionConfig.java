package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.json.JsonView;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// Shape of a vision tower that takes square pictures of one size, of the class that
/// `vision_config.model_type` names.
public sealed interface VisionConfig permits ClipVisionConfig, SiglipVisionConfig {

  /// Reads the `vision_config` of a model.
  ///
  /// @param json configuration of the model
  /// @param otherwise the tower where there is no `vision_config`; its class is that of a
  ///   `vision_config` without `model_type`
  static VisionConfig from(JsonView json, VisionConfig otherwise) {
    Optional<JsonView> vision = json.objectIfPresent("vision_config");
    if (vision.isEmpty()) {
      return otherwise;
    }
    return switch (vision.get().string("model_type", otherwise.type())) {
      case ClipVisionConfig.TYPE -> ClipVisionConfig.from(vision.get());
      case SiglipVisionConfig.TYPE ->
          SiglipVisionConfig.from(vision.get(), SiglipVisionConfig.BASE);
      default ->
          throw vision
              .get()
              .unsupported("model_type", ClipVisionConfig.TYPE + " or " + SiglipVisionConfig.TYPE);
    };
  }

  /// Makes sure that heads divide the hidden states and that a picture holds a patch.
  static void requireFitting(int hidden, int heads, int imageSize, int patchSize) {
    if (heads < 1 || hidden % heads != 0) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: vision_config.hidden_size %d is not a multiple of num_attention_heads %d",
              hidden,
              heads));
    }
    if (patchSize < 1 || imageSize < patchSize) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: vision_config.image_size %d holds no patch of patch_size %d",
              imageSize,
              patchSize));
    }
  }

  /// Makes sure that the pictures have the tower's own size.
  ///
  /// @param pixelValues `[batch, channels, height, width]`
  default void requireSize(Tensor pixelValues) {
    if (pixelValues.size(2) != imageSize() || pixelValues.size(3) != imageSize()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "the image processor makes pictures of %d x %d, the vision tower takes %d x %d",
              pixelValues.size(3),
              pixelValues.size(2),
              imageSize(),
              imageSize()));
    }
  }

  /// Name of the class in `model_type`.
  String type();

  /// Width of the hidden states.
  int hidden();

  /// Number of layers; hidden states are counted from 0 to this number.
  int layers();

  /// Height and width of the pictures, in pixels.
  int imageSize();

  /// Height and width of a patch, in pixels.
  int patchSize();

  /// Patches along one side; what is left of the picture beyond them is not seen.
  int side();

  /// Positions of a hidden state: the patches, after a class token where the tower has one.
  int positions();

  /// The tower.
  ///
  /// @param layers how many layers to load: those after the last feature layer never run
  VisionTower tower(int layers, ModelWeights weights);
}
