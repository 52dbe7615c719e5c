package dev.fovea.engine.internal.model.decoder;

import dev.fovea.engine.internal.model.rope.RopeConfig;
import dev.fovea.engine.internal.model.rope.RopeScaling;
import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// Reads the text configuration of Gemma 3; defaults of `Gemma3TextConfig`.
///
/// Two kinds of layers alternate, those that see everything before them and those that see a
/// window, each with wavelengths of its own. `attn_logit_softcapping` and `final_logit_softcapping`
/// are not read: transformers 5.18 applies neither in this model.
public final class Gemma3TextConfig {
  public static final String TYPE = "gemma3_text";

  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";
  private static final String WINDOW = "sliding_window";
  private static final String PATTERN = "sliding_window_pattern";
  private static final String LAYER_TYPES = "layer_types";

  private Gemma3TextConfig() {}

  /// @param tied whether the configuration around this one ties the output weights; what this one
  ///   says of it does not count
  public static TextConfig from(JsonView text, boolean tied) {
    int hidden = text.integer("hidden_size", 2304);
    int layers = text.integer("num_hidden_layers", 26);
    int headDimension = text.integer("head_dim", 256);
    int maxPositions = text.integer("max_position_embeddings", 131072);
    boolean bias = text.bool("attention_bias", false);
    List<Boolean> slides = slides(text, layers);
    int window = window(text);
    RopeConfig global =
        rope(globalRope(text), text, headDimension, maxPositions, "rope_theta", 1e6);
    RopeConfig local =
        rope(localRope(text), text, headDimension, maxPositions, "rope_local_base_freq", 1e4);
    return new TextConfig(
        TYPE,
        text.integer("vocab_size", 262208),
        hidden,
        text.integer("intermediate_size", 9216),
        layers,
        text.integer("num_attention_heads", 8),
        text.integer("num_key_value_heads", 4),
        headDimension,
        text.number("rms_norm_eps", 1e-6),
        maxPositions,
        text.string("hidden_activation", "gelu_pytorch_tanh"),
        bias,
        bias,
        false,
        true,
        tied,
        slides.stream().map(sliding -> sliding ? local : global).toList(),
        slides.stream().map(sliding -> sliding ? window : 0).toList(),
        new DecoderStyle(1 / Math.sqrt(scalar(text)), Math.sqrt(hidden), true, true, true));
  }

  private static double scalar(JsonView text) {
    double scalar = text.number("query_pre_attn_scalar", 256);
    if (!(scalar > 0)) {
      throw text.wrong("query_pre_attn_scalar", "a number above 0");
    }
    return scalar;
  }

  private static List<Boolean> slides(JsonView text, int layers) {
    if (!text.has(LAYER_TYPES)) {
      int pattern = text.integer(PATTERN, 6);
      if (pattern < 1) {
        throw text.wrong(PATTERN, "a number of layers, at least 1");
      }
      return IntStream.range(0, layers).mapToObj(layer -> (layer + 1) % pattern != 0).toList();
    }
    List<String> types = text.strings(LAYER_TYPES);
    if (types.size() != layers || !List.of(FULL, SLIDING).containsAll(types)) {
      throw text.wrong(
          LAYER_TYPES,
          String.format(Locale.ROOT, "%s or %s for each of %d layers", FULL, SLIDING, layers));
    }
    return types.stream().map(SLIDING::equals).toList();
  }

  private static int window(JsonView text) {
    int size = text.integer(WINDOW, text.keys().contains(WINDOW) ? 0 : 4096);
    if (size < 1) {
      throw text.wrong(WINDOW, "a number of tokens, at least 1");
    }
    // Only the window tells the two apart: the mask stays causal in this model.
    return text.bool("use_bidirectional_attention", false) ? size / 2 + 1 : size;
  }

  private static RopeConfig rope(
      JsonView rope,
      JsonView text,
      int headDimension,
      int maxPositions,
      String thetaKey,
      double theta) {
    return new RopeConfig(
        headDimension,
        rope.number("rope_theta", text.number(thetaKey, theta)),
        maxPositions,
        RopeScaling.from(rope, text, maxPositions),
        List.of(),
        false);
  }

  private static JsonView localRope(JsonView text) {
    return nested(text, SLIDING).orElse(JsonView.empty("config.json"));
  }

  /// `rope_scaling` of older configurations is for these layers alone, and wins key by key. Where
  /// it stands alone its type has to be called `rope_type`.
  private static JsonView globalRope(JsonView text) {
    Optional<JsonView> nested = nested(text, FULL);
    Optional<JsonView> scaling = text.objectIfPresent("rope_scaling");
    if (scaling.isEmpty()) {
      return nested.orElse(JsonView.empty("config.json"));
    }
    JsonView below =
        text.has("rope_parameters")
            ? nested.orElse(JsonView.empty("config.json"))
            : JsonView.empty("config.json").with("rope_type", "default");
    JsonView merged = scaling.get();
    for (String key : below.keys()) {
      if (!merged.has(key) && below.has(key)) {
        merged = merged.with(key, below.value(key).orElseThrow());
      }
    }
    return merged;
  }

  private static Optional<JsonView> nested(JsonView text, String layerType) {
    return text.objectIfPresent("rope_parameters")
        .flatMap(ropes -> ropes.objectIfPresent(layerType));
  }
}
