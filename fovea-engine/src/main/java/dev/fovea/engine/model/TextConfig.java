package dev.fovea.engine.model;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.weights.JsonView;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Shape of a decoder of the Llama line. Published configurations leave out what equals the default
/// of their class, so every default here is that of the class which `model_type` names.
///
/// @param ropes per layer how queries and keys are rotated
/// @param windows per layer the sliding window, or 0 where a layer sees everything before it
/// @param queryKeyNorm whether queries and keys are normalised per head before they are rotated
public record TextConfig(
    String type,
    int vocabulary,
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int keyHeads,
    int headDimension,
    double normEpsilon,
    int maxPositions,
    String activation,
    boolean queryKeyValueBias,
    boolean outputBias,
    boolean mlpBias,
    boolean queryKeyNorm,
    boolean tied,
    List<RopeConfig> ropes,
    List<Integer> windows) {

  static final List<String> KNOWN = List.of("llama", "mistral", "qwen2", "qwen3");

  public TextConfig {
    ropes = List.copyOf(ropes);
    windows = List.copyOf(windows);
    requirePositive("vocab_size", vocabulary);
    requirePositive("hidden_size", hidden);
    requirePositive("num_hidden_layers", layers);
    requirePositive("num_attention_heads", heads);
    requirePositive("num_key_value_heads", keyHeads);
    requirePositive("head_dim", headDimension);
    requirePositive("max_position_embeddings", maxPositions);
    if (heads % keyHeads != 0) {
      throw new FoveaException(
          "config.json: num_attention_heads %d is not a multiple of num_key_value_heads %d"
              .formatted(heads, keyHeads));
    }
    for (RopeConfig rope : ropes) {
      int turning = rope.dimension();
      if (turning % 2 != 0 || turning < 2 || turning > headDimension) {
        throw new FoveaException(
            "config.json: %d rotary features of head_dim %d: expected an even number up to head_dim"
                .formatted(turning, headDimension));
      }
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new FoveaException(
          "config.json: %s: expected 1 or more, found %d".formatted(key, value));
    }
  }

  /// Positions that the model was made for. Linear and dynamic scaling stretch them by their
  /// factor, YaRN stretches the length it names; llama3 configurations state the stretched length.
  public int contextLength() {
    double stretched =
        switch (ropes.getFirst().scaling()) {
          case RopeScaling.Default(), RopeScaling.Llama3 _ -> maxPositions;
          case RopeScaling.Linear(double factor) -> maxPositions * factor;
          case RopeScaling.Dynamic(double factor) -> maxPositions * factor;
          case RopeScaling.Yarn yarn -> yarn.original() * yarn.factor();
        };
    return (int) Math.min(Integer.MAX_VALUE, Math.max(maxPositions, stretched));
  }

  /// Reads a text configuration.
  ///
  /// @param tiedAround whether the configuration around this one ties the output weights
  public static TextConfig from(JsonView json, boolean tiedAround) {
    String type = json.string("model_type", "llama");
    if (!KNOWN.contains(type)) {
      throw json.wrong("model_type", "one of " + String.join(", ", KNOWN));
    }
    boolean qwen = type.startsWith("qwen");
    boolean qwen2 = type.equals("qwen2");
    boolean mistral = type.equals("mistral");
    int hidden = json.integer("hidden_size", 4096);
    int layers = json.integer("num_hidden_layers", 32);
    int heads = json.integer("num_attention_heads", 32);
    int headDimension =
        json.integer("head_dim", type.equals("qwen3") ? 128 : hidden / Math.max(1, heads));
    int maxPositions =
        json.integer("max_position_embeddings", mistral ? 131072 : qwen ? 32768 : 2048);
    Optional<JsonView> rope =
        json.objectIfPresent("rope_scaling").or(() -> json.objectIfPresent("rope_parameters"));
    double theta = json.number("rope_theta", 10000);
    double partial = json.number("partial_rotary_factor", 1);
    if (rope.isPresent()) {
      theta = rope.get().number("rope_theta", theta);
      partial = rope.get().number("partial_rotary_factor", partial);
    }
    boolean attentionBias = json.bool("attention_bias", false) && !mistral && !qwen2;
    return new TextConfig(
        type,
        json.integer("vocab_size", qwen ? 151936 : 32000),
        hidden,
        json.integer("intermediate_size", mistral ? 14336 : qwen ? 22016 : 11008),
        layers,
        heads,
        keyHeads(json, mistral, heads),
        headDimension,
        json.number("rms_norm_eps", 1e-6),
        maxPositions,
        json.string("hidden_act", "silu"),
        qwen2 || attentionBias,
        attentionBias,
        type.equals("llama") && json.bool("mlp_bias", false),
        type.equals("qwen3"),
        tiedAround || json.bool("tie_word_embeddings", false),
        Collections.nCopies(
            Math.max(0, layers),
            new RopeConfig(
                (int) (headDimension * partial),
                theta,
                maxPositions,
                RopeScaling.from(rope, json, maxPositions),
                List.of(),
                false)),
        IntStream.range(0, layers).mapToObj(layer -> window(json, mistral, qwen, layer)).toList());
  }

  /// An explicit null means as many as query heads; a missing key means the default of the class.
  private static int keyHeads(JsonView json, boolean mistral, int heads) {
    return json.integer(
        "num_key_value_heads", mistral && !json.keys().contains("num_key_value_heads") ? 8 : heads);
  }

  private static int window(JsonView json, boolean mistral, boolean qwen, int layer) {
    boolean written = json.keys().contains("sliding_window");
    int size = json.integer("sliding_window", written ? 0 : 4096);
    if (mistral) {
      return size;
    }
    if (!qwen || !json.bool("use_sliding_window", false)) {
      return 0;
    }
    boolean slides =
        json.has("layer_types")
            ? json.strings("layer_types").get(layer).equals("sliding_attention")
            : layer >= json.integer("max_window_layers", 28);
    return slides ? size : 0;
  }
}
