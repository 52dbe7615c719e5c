package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.json.JsonView;

/// Shape of a CLIP vision tower; defaults of `CLIPVisionConfig`.
public record ClipVisionConfig(
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int channels,
    int imageSize,
    int patchSize,
    String activation,
    double normEpsilon)
    implements VisionConfig {

  /// Name of the class in `model_type`.
  static final String TYPE = "clip_vision_model";

  /// The tower that `LlavaConfig` assumes where a configuration names none: CLIP ViT-L/14 at 336.
  public static final ClipVisionConfig LARGE_336 =
      new ClipVisionConfig(1024, 4096, 24, 16, 3, 336, 14, "quick_gelu", 1e-5);

  public ClipVisionConfig {
    VisionConfig.requireFitting(hidden, heads, imageSize, patchSize);
  }

  /// Reads a `vision_config`.
  static ClipVisionConfig from(JsonView json) {
    return new ClipVisionConfig(
        json.integer("hidden_size", 768),
        json.integer("intermediate_size", 3072),
        json.integer("num_hidden_layers", 12),
        json.integer("num_attention_heads", 12),
        json.integer("num_channels", 3),
        json.integer("image_size", 224),
        json.integer("patch_size", 32),
        json.string("hidden_act", "quick_gelu"),
        json.number("layer_norm_eps", 1e-5));
  }

  @Override
  public String type() {
    return TYPE;
  }

  /// Shape of every layer.
  VisionLayer.Shape layer() {
    return new VisionLayer.Shape(hidden, intermediate, heads, activation, normEpsilon);
  }

  @Override
  public int side() {
    return imageSize / patchSize;
  }

  /// Class token and patches.
  @Override
  public int positions() {
    return side() * side() + 1;
  }

  @Override
  public VisionTower tower(int layers, ModelWeights weights) {
    return new ClipVisionTower(this, layers, weights);
  }
}
