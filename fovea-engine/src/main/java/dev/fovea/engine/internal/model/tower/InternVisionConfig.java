package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.Locale;

/// Shape of an InternViT tower; defaults of `InternVLVisionConfig`.
///
/// @param attentionBias whether queries, keys and values have a bias
/// @param queryKeyNorm whether queries and keys are normalised over their whole width
/// @param rootMeanSquare whether the norms of the layers are root-mean-square ones
/// @param finalNorm whether a layer norm follows the last layer
/// @param positions whether there are learned positions
public record InternVisionConfig(
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int channels,
    int imageHeight,
    int imageWidth,
    int patchSize,
    String activation,
    double normEpsilon,
    boolean attentionBias,
    boolean queryKeyNorm,
    boolean rootMeanSquare,
    boolean finalNorm,
    boolean positions) {

  public InternVisionConfig {
    if (heads < 1 || hidden % heads != 0) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: vision_config.hidden_size %d is not a multiple of num_attention_heads %d",
              hidden,
              heads));
    }
    if (patchSize < 1 || imageHeight < patchSize || imageWidth < patchSize) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: vision_config.image_size %d x %d holds no patch of patch_size %d",
              imageHeight,
              imageWidth,
              patchSize));
    }
  }

  public static InternVisionConfig from(JsonView json) {
    String type = json.string("model_type", "internvl_vision");
    if (!type.equals("internvl_vision")) {
      throw json.unsupported(
          "model_type", "internvl_vision (the tower that family internvl supports)");
    }
    String norm = json.string("norm_type", "layer_norm");
    if (!norm.equals("layer_norm") && !norm.equals("rms_norm")) {
      throw json.unsupported("norm_type", "layer_norm or rms_norm");
    }
    List<Integer> image = pair(json, "image_size", 448);
    List<Integer> patch = pair(json, "patch_size", 14);
    if (!patch.get(0).equals(patch.get(1))) {
      throw json.unsupported("patch_size", "a square (others are not supported)");
    }
    return new InternVisionConfig(
        json.integer("hidden_size", 1024),
        json.integer("intermediate_size", 4096),
        json.integer("num_hidden_layers", 24),
        json.integer("num_attention_heads", 16),
        json.integer("num_channels", 3),
        image.get(0),
        image.get(1),
        patch.getFirst(),
        json.string("hidden_act", "gelu"),
        json.number("layer_norm_eps", 1e-6),
        json.bool("attention_bias", false),
        json.bool("use_qk_norm", false),
        norm.equals("rms_norm"),
        !json.bool("use_mean_pooling", true),
        json.bool("use_absolute_position_embeddings", true));
  }

  /// Height and width, of which one number stands for both.
  private static List<Integer> pair(JsonView json, String key, int otherwise) {
    if (!json.has(key)) {
      return List.of(otherwise, otherwise);
    }
    List<Integer> values = json.integers(key);
    return switch (values.size()) {
      case 1 -> List.of(values.getFirst(), values.getFirst());
      case 2 -> values;
      default -> throw json.wrong(key, "a number, or a height and a width");
    };
  }

  /// Patches of a picture of the tower's own size.
  int patches() {
    return (imageHeight / patchSize) * (imageWidth / patchSize);
  }
}
