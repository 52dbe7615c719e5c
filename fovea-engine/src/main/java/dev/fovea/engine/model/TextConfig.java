package dev.fovea.engine.model;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.weights.JsonView;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Shape of a decoder of the Llama line. Published configurations leave out what equals the default
/// of their class, so every default here is that of the class which `model_type` names.
///
/// @param ropes per layer how queries and keys are rotated
/// @param windows per layer the sliding window, or 0 where a layer sees everything before it
/// @param queryKeyNorm whether queries and keys are normalised per head before they are rotated
/// @param style what else it does otherwise than Llama
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
    List<Integer> windows,
    DecoderStyle style) {

  /// A decoder in the style of Llama's.
  TextConfig(
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
    this(
        type,
        vocabulary,
        hidden,
        intermediate,
        layers,
        heads,
        keyHeads,
        headDimension,
        normEpsilon,
        maxPositions,
        activation,
        queryKeyValueBias,
        outputBias,
        mlpBias,
        queryKeyNorm,
        tied,
        ropes,
        windows,
        DecoderStyle.llama(headDimension));
  }

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
          String.format(
              Locale.ROOT,
              "config.json: num_attention_heads %d is not a multiple of num_key_value_heads %d",
              heads,
              keyHeads));
    }
    for (RopeConfig rope : ropes) {
      int turning = rope.dimension();
      if (turning % 2 != 0 || turning < 2 || turning > headDimension) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "config.json: %d rotary features of head_dim %d: expected an even number up to head_dim",
                turning,
                headDimension));
      }
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new FoveaException(
          String.format(Locale.ROOT, "config.json: %s: expected 1 or more, found %d", key, value));
    }
  }

  /// Positions that the model was made for. Linear and dynamic scaling stretch them by their
  /// factor, YaRN stretches the length it names; llama3 and longrope configurations state the
  /// stretched length.
  public int contextLength() {
    double stretched =
        switch (ropes.getFirst().scaling()) {
          case RopeScaling.Default(), RopeScaling.Llama3 _, RopeScaling.LongRope _ -> maxPositions;
          case RopeScaling.Linear(double factor) -> maxPositions * factor;
          case RopeScaling.Dynamic(double factor) -> maxPositions * factor;
          case RopeScaling.Proportional(double factor, double _) -> maxPositions * factor;
          case RopeScaling.Yarn yarn -> yarn.original() * yarn.factor();
        };
    return (int) Math.min(Integer.MAX_VALUE, Math.max(maxPositions, stretched));
  }

  /// Reads the decoder's part of a `config.json`.
  public static TextConfig of(JsonView config) {
    JsonView text = TextSection.of(config);
    boolean tied = TextSection.tied(config);
    return text.string("model_type", "").equals(Gemma3TextConfig.TYPE)
        ? Gemma3TextConfig.from(text, tied)
        : from(text, tied);
  }

  /// Reads a text configuration.
  ///
  /// @param tiedAround whether the configuration around this one ties the output weights
  public static TextConfig from(JsonView json, boolean tiedAround) {
    TextClass type = TextClass.of(json);
    int hidden = json.integer("hidden_size", type.hidden);
    int layers = json.integer("num_hidden_layers", type.layers);
    int heads = json.integer("num_attention_heads", type.heads);
    int headDimension = type.headDimension(json, hidden / Math.max(1, heads));
    int maxPositions = json.integer("max_position_embeddings", type.positions);
    boolean attentionBias = type.readsAttentionBias() && json.bool("attention_bias", false);
    return new TextConfig(
        type.type,
        json.integer("vocab_size", type.vocabulary),
        hidden,
        json.integer("intermediate_size", type.intermediate),
        layers,
        heads,
        keyHeads(json, type, heads),
        headDimension,
        json.number("rms_norm_eps", type.normEpsilon),
        maxPositions,
        json.string("hidden_act", "silu"),
        type.alwaysQueryKeyValueBias() || attentionBias,
        attentionBias,
        type == TextClass.LLAMA && json.bool("mlp_bias", false),
        type.queryKeyNorm(),
        tiedAround || type.readsTie() && json.bool("tie_word_embeddings", false),
        Collections.nCopies(Math.max(0, layers), rope(json, type, headDimension, maxPositions)),
        IntStream.range(0, layers).mapToObj(layer -> type.window(json, layer)).toList());
  }

  /// An explicit null means as many as query heads; a missing key means the default of the class.
  private static int keyHeads(JsonView json, TextClass type, int heads) {
    boolean written = json.keys().contains("num_key_value_heads");
    return json.integer("num_key_value_heads", written ? heads : type.keyHeads(heads));
  }

  private static RopeConfig rope(
      JsonView json, TextClass type, int headDimension, int maxPositions) {
    JsonView rope =
        json.objectIfPresent("rope_scaling")
            .filter(written -> !written.keys().isEmpty())
            .or(() -> json.objectIfPresent("rope_parameters"))
            .orElse(JsonView.empty("config.json"));
    RopeScaling scaling = RopeScaling.from(rope, json, maxPositions);
    double share = rope.number("partial_rotary_factor", json.number("partial_rotary_factor", 1));
    boolean allTurn =
        scaling instanceof RopeScaling.Default || scaling instanceof RopeScaling.Proportional;
    boolean sectioned = !type.sections().isEmpty() && rope.has("mrope_section");
    return new RopeConfig(
        allTurn ? headDimension : (int) (headDimension * share),
        rope.number("rope_theta", json.number("rope_theta", type.theta)),
        maxPositions,
        scaling,
        sectioned ? rope.integers("mrope_section") : type.sections(),
        type == TextClass.QWEN3_VL);
  }
}
