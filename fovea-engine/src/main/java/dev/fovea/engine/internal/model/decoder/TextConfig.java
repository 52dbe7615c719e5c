package dev.fovea.engine.internal.model.decoder;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.model.rope.RopeConfig;
import dev.fovea.engine.internal.model.rope.RopeScaling;
import dev.fovea.engine.json.JsonView;
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

  /// Reads a text configuration.
  ///
  /// @param defaults of its class
  /// @param tiedAround whether the configuration around this one ties the output weights
  static TextConfig from(JsonView json, TextDefaults defaults, boolean tiedAround) {
    TextDefaults.Sizes sizes = defaults.sizes();
    TextDefaults.Parts parts = defaults.parts();
    int hidden = json.integer("hidden_size", sizes.hidden());
    int layers = json.integer("num_hidden_layers", sizes.layers());
    int heads = json.integer("num_attention_heads", sizes.heads());
    int headDimension = sizes.headDimension(json, hidden / Math.max(1, heads));
    int maxPositions = json.integer("max_position_embeddings", sizes.positions());
    boolean bias = parts.bias() == TextDefaults.Bias.WRITTEN && json.bool("attention_bias", false);
    return new TextConfig(
        defaults.type(),
        json.integer("vocab_size", sizes.vocabulary()),
        hidden,
        json.integer("intermediate_size", sizes.intermediate()),
        layers,
        heads,
        sizes.keyHeads(json, heads),
        headDimension,
        json.number("rms_norm_eps", sizes.normEpsilon()),
        maxPositions,
        json.string("hidden_act", "silu"),
        bias || parts.bias() == TextDefaults.Bias.QUERY_KEY_VALUE,
        bias,
        parts.readsMlpBias() && json.bool("mlp_bias", false),
        parts.queryKeyNorm(),
        tiedAround || parts.readsTie() && json.bool("tie_word_embeddings", false),
        Collections.nCopies(Math.max(0, layers), rope(json, defaults, headDimension, maxPositions)),
        IntStream.range(0, layers).mapToObj(layer -> defaults.window().of(json, layer)).toList());
  }

  private static RopeConfig rope(
      JsonView json, TextDefaults defaults, int headDimension, int maxPositions) {
    JsonView rope =
        json.objectIfPresent("rope_scaling")
            .filter(written -> !written.keys().isEmpty())
            .or(() -> json.objectIfPresent("rope_parameters"))
            .orElse(JsonView.empty("config.json"));
    RopeScaling scaling = RopeScaling.from(rope, json, maxPositions);
    double share = rope.number("partial_rotary_factor", json.number("partial_rotary_factor", 1));
    boolean allTurn =
        scaling instanceof RopeScaling.Default || scaling instanceof RopeScaling.Proportional;
    boolean sectioned = !defaults.sections().isEmpty() && rope.has("mrope_section");
    return new RopeConfig(
        allTurn ? headDimension : (int) (headDimension * share),
        rope.number("rope_theta", json.number("rope_theta", defaults.sizes().theta())),
        maxPositions,
        scaling,
        sectioned ? rope.integers("mrope_section") : defaults.sections(),
        defaults.interleaved());
  }
}
