package dev.fovea.engine.model;

import dev.fovea.engine.weights.JsonView;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Where a `config.json` describes the decoder, and what a family means by what it leaves out:
/// under `text_config`, or, in the published folders of Qwen2-VL and Qwen2.5-VL, at the top level.
public final class TextSection {
  private static final String KEY = "text_config";
  private static final String TYPE = "model_type";
  private static final Set<String> FLAT = Set.of("qwen2_vl", "qwen2_5_vl");

  /// Families whose decoder has a class of its own, whatever type is written.
  private static final Set<String> OWN_TEXT =
      Set.of("gemma3", "qwen2_vl", "qwen2_5_vl", "qwen3_vl");

  /// Families whose decoder is of this class where no type is written; it is Llama's elsewhere.
  private static final Map<String, String> USUAL_TEXT =
      Map.of("internvl", "qwen2", "llava_onevision", "qwen2", "mistral3", "mistral");

  /// Families that tie the output weights where nothing is written.
  private static final Set<String> TIED = Set.of("gemma3", "internvl", "mistral3");

  private TextSection() {}

  /// The keys of the decoder, with the `model_type` of its class.
  ///
  /// @param config of the whole model
  public static JsonView of(JsonView config) {
    String family = config.string(TYPE, "");
    boolean flat = FLAT.contains(family) && !config.has(KEY);
    JsonView text = flat ? config : config.object(KEY);
    if (OWN_TEXT.contains(family)) {
      return text.with(TYPE, family + "_text");
    }
    return USUAL_TEXT.containsKey(family) && !text.has(TYPE)
        ? text.with(TYPE, USUAL_TEXT.getOrDefault(family, ""))
        : text;
  }

  /// Whether the configuration of the whole model ties the output weights to the embeddings.
  static boolean tied(JsonView config) {
    return config.bool("tie_word_embeddings", TIED.contains(config.string(TYPE, "")));
  }

  /// The configuration of the whole model with other keys of the decoder.
  public static JsonView changed(JsonView config, UnaryOperator<JsonView> change) {
    return config.has(KEY)
        ? config.with(KEY, change.apply(config.object(KEY)).toJava())
        : change.apply(config);
  }
}
