package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.json.JsonView;

/// Shape of a SigLIP vision tower.
public record SiglipVisionConfig(
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
  public static final String TYPE = "siglip_vision_model";

  /// Defaults of `SiglipVisionConfig`.
  public static final SiglipVisionConfig BASE =
      new SiglipVisionConfig(768, 3072, 12, 12, 3, 224, 16, "gelu_pytorch_tanh", 1e-6);

  /// The tower that `LlavaOnevisionConfig` assumes where a configuration names none: SigLIP's
  /// SO400M at 384, up to its last layer but one.
  public static final SiglipVisionConfig LARGE_384 =
      new SiglipVisionConfig(1152, 4304, 26, 16, 3, 384, 14, "gelu_pytorch_tanh", 1e-6);

  /// Defaults of `Idefics3VisionConfig` and `SmolVLMVisionConfig`.
  public static final SiglipVisionConfig IDEFICS3 =
      new SiglipVisionConfig(1152, 3072, 12, 16, 3, 224, 32, "gelu_pytorch_tanh", 1e-6);

  public SiglipVisionConfig {
    VisionConfig.requireFitting(hidden, heads, imageSize, patchSize);
  }

  /// Reads a `vision_config`, whatever its `model_type`: families differ in the names they accept.
  ///
  /// @param defaults what absent keys mean, [#BASE] or [#IDEFICS3]
  public static SiglipVisionConfig from(JsonView json, SiglipVisionConfig defaults) {
    return new SiglipVisionConfig(
        json.integer("hidden_size", defaults.hidden),
        json.integer("intermediate_size", defaults.intermediate),
        json.integer("num_hidden_layers", defaults.layers),
        json.integer("num_attention_heads", defaults.heads),
        json.integer("num_channels", defaults.channels),
        json.integer("image_size", defaults.imageSize),
        json.integer("patch_size", defaults.patchSize),
        json.string("hidden_act", defaults.activation),
        json.number("layer_norm_eps", defaults.normEpsilon));
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

  /// All patches; there is no class token.
  @Override
  public int positions() {
    return side() * side();
  }

  @Override
  public VisionTower tower(int layers, ModelWeights weights) {
    return new SiglipVisionTower(this, layers, weights);
  }
}
