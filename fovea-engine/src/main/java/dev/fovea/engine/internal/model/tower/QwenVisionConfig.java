package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import java.util.Locale;
import java.util.Set;

/// Shape of a vision tower of the Qwen line.
///
/// @param hidden width of the layers
/// @param intermediate width inside their feed-forward networks
/// @param output width of the visual features
/// @param patchSize pixels along each side of a patch
/// @param mergeSize patches along each side of a visual token
/// @param frames that a patch spans; a picture is repeated
/// @param theta base of the rotary wavelengths
public record QwenVisionConfig(
    int layers,
    int hidden,
    int intermediate,
    int output,
    int heads,
    int patchSize,
    int mergeSize,
    int frames,
    String activation,
    double theta) {
  static final int CHANNELS = 3;

  /// The epsilon of every norm; no configuration sets it.
  public static final double NORM_EPSILON = 1e-6;

  private static final Set<String> ROPE_TYPES = Set.of("default", "axial");

  public QwenVisionConfig {
    if (heads < 1 || hidden % heads != 0 || hidden / heads % 4 != 0) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: vision_config: %d features for %d heads: expected a multiple of 4 features a head",
              hidden,
              heads));
    }
    if (patchSize < 1 || mergeSize < 1 || frames < 1) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: vision_config: patch_size %d, spatial_merge_size %d, temporal_patch_size %d: expected 1 or more",
              patchSize,
              mergeSize,
              frames));
    }
  }

  /// What a family reads under keys of its own.
  ///
  /// @param layers `depth` where it is left out
  /// @param patchSize `patch_size` where it is left out
  /// @param activation `hidden_act` where it is left out
  public record Own(
      int layers, int hidden, int intermediate, int output, int patchSize, String activation) {}

  /// `vision_config`; without keys where the configuration leaves it out.
  public static JsonView section(JsonView config) {
    return config.objectIfPresent("vision_config").orElse(JsonView.empty("config.json"));
  }

  /// Reads `vision_config`.
  public static QwenVisionConfig from(JsonView json, Own own) {
    if (json.integer("in_channels", CHANNELS) != CHANNELS) {
      throw json.unsupported("in_channels", "3 (red, green, blue)");
    }
    return new QwenVisionConfig(
        json.integer("depth", own.layers()),
        own.hidden(),
        own.intermediate(),
        own.output(),
        json.integer("num_heads", json.integer("num_attention_heads", 16)),
        json.integer("patch_size", own.patchSize()),
        json.integer("spatial_merge_size", 2),
        json.integer("temporal_patch_size", 2),
        json.string("hidden_act", own.activation()),
        theta(json));
  }

  private static double theta(JsonView json) {
    JsonView rope =
        json.objectIfPresent("rope_scaling")
            .or(() -> json.objectIfPresent("rope_parameters"))
            .orElse(json);
    if (!ROPE_TYPES.contains(rope.string("rope_type", rope.string("type", "default")))) {
      throw rope.unsupported(rope.has("rope_type") ? "rope_type" : "type", "default or axial");
    }
    return rope.number("rope_theta", json.number("rope_theta", 10000));
  }

  /// Features of a head.
  public int headDimension() {
    return hidden / heads;
  }

  /// Pixels along each side of a visual token.
  public int tokenSide() {
    return patchSize * mergeSize;
  }

  /// Width of the patches of one visual token, side by side.
  public int joined() {
    return hidden * mergeSize * mergeSize;
  }
}
