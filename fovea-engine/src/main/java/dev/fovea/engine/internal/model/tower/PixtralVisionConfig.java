package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import java.util.Locale;

/// Shape of a Pixtral vision tower.
///
/// @param theta base of the wavelengths that patches turn with
public record PixtralVisionConfig(
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int channels,
    int imageSize,
    int patchSize,
    String activation,
    double theta) {

  /// The tower that `Mistral3Config` assumes where a configuration has none.
  public static final PixtralVisionConfig MISTRAL3 =
      new PixtralVisionConfig(1024, 4096, 24, 16, 3, 1540, 14, "gelu", 10000);

  public PixtralVisionConfig {
    if (heads < 1 || hidden % (4 * heads) != 0) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: vision_config.hidden_size %d is not a multiple of 4 times num_attention_heads %d",
              hidden,
              heads));
    }
    if (patchSize < 1) {
      throw new FoveaException(
          "config.json: vision_config.patch_size: expected 1 or more, found " + patchSize);
    }
  }

  /// Reads a `vision_config`; defaults of `PixtralVisionConfig`.
  public static PixtralVisionConfig from(JsonView json) {
    if (!json.string("model_type", "pixtral").equals("pixtral")) {
      throw json.unsupported("model_type", "pixtral");
    }
    double theta = json.number("rope_theta", 10000);
    return new PixtralVisionConfig(
        json.integer("hidden_size", 1024),
        json.integer("intermediate_size", 4096),
        json.integer("num_hidden_layers", 24),
        json.integer("num_attention_heads", 16),
        json.integer("num_channels", 3),
        json.integer("image_size", 1024),
        json.integer("patch_size", 16),
        json.string("hidden_act", "gelu"),
        json.objectIfPresent("rope_scaling")
            .or(() -> json.objectIfPresent("rope_parameters"))
            .map(rope -> theta(rope, theta))
            .orElse(theta));
  }

  private static double theta(JsonView rope, double otherwise) {
    String type = rope.string("rope_type", rope.string("type", "axial"));
    if (!type.equals("axial") && !type.equals("default")) {
      throw rope.unsupported("rope_type", "axial or default");
    }
    return rope.number("rope_theta", otherwise);
  }

  /// Features of a head.
  int headDimension() {
    return hidden / heads;
  }
}
