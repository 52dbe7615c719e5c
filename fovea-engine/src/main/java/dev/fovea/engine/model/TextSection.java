package dev.fovea.engine.model;

import dev.fovea.engine.weights.JsonView;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Where a `config.json` describes the decoder: under `text_config`, or, in the published folders
/// of Qwen2-VL and Qwen2.5-VL, at the top level.
public final class TextSection {
  private static final String KEY = "text_config";
  private static final String TYPE = "model_type";
  private static final Set<String> FLAT = Set.of("qwen2_vl", "qwen2_5_vl");

  /// Families whose decoder has a class of its own, whatever type is written.
  private static final Set<String> OWN_TEXT = Set.of("qwen2_vl", "qwen2_5_vl", "qwen3_vl");

  private TextSection() {}

  /// The keys of the decoder, with the `model_type` of its class.
  ///
  /// @param config of the whole model
  public static JsonView of(JsonView config) {
    String family = config.string(TYPE, "");
    boolean flat = FLAT.contains(family) && !config.has(KEY);
    JsonView text = flat ? config : config.object(KEY);
    return OWN_TEXT.contains(family) ? text.with(TYPE, family + "_text") : text;
  }

  /// The configuration of the whole model with other keys of the decoder.
  public static JsonView changed(JsonView config, UnaryOperator<JsonView> change) {
    return config.has(KEY)
        ? config.with(KEY, change.apply(config.object(KEY)).toJava())
        : change.apply(config);
  }
}
