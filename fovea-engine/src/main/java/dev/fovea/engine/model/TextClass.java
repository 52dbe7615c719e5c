package dev.fovea.engine.model;

import dev.fovea.engine.weights.JsonView;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The classes of text configurations in transformers: what each means by a key that a published
/// configuration leaves out, and which parts its decoder has.
enum TextClass {
  // vocabulary, hidden, intermediate, layers, heads, positions, norm epsilon, rope theta
  LLAMA("llama", 32000, 4096, 11008, 32, 32, 2048, 1e-6, 1e4),
  MISTRAL("mistral", 32000, 4096, 14336, 32, 32, 131072, 1e-6, 1e4),
  QWEN2("qwen2", 151936, 4096, 22016, 32, 32, 32768, 1e-6, 1e4),
  QWEN3("qwen3", 151936, 4096, 22016, 32, 32, 32768, 1e-6, 1e4),
  QWEN2_VL("qwen2_vl_text", 152064, 8192, 29568, 80, 64, 32768, 1e-5, 1e6),
  QWEN2_5_VL("qwen2_5_vl_text", 152064, 8192, 29568, 80, 64, 32768, 1e-5, 1e6),
  QWEN3_VL("qwen3_vl_text", 151936, 4096, 22016, 32, 32, 128000, 1e-6, 5e5);

  final String type;
  final int vocabulary;
  final int hidden;
  final int intermediate;
  final int layers;
  final int heads;
  final int positions;
  final double normEpsilon;
  final double theta;

  TextClass(
      String type,
      int vocabulary,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int positions,
      double normEpsilon,
      double theta) {
    this.type = type;
    this.vocabulary = vocabulary;
    this.hidden = hidden;
    this.intermediate = intermediate;
    this.layers = layers;
    this.heads = heads;
    this.positions = positions;
    this.normEpsilon = normEpsilon;
    this.theta = theta;
  }

  /// The class that a text configuration is of; Llama's where it does not say.
  static TextClass of(JsonView text) {
    String type = text.string("model_type", LLAMA.type);
    return Arrays.stream(values())
        .filter(one -> one.type.equals(type))
        .findFirst()
        .orElseThrow(() ->
            text.unsupported(
                "model_type",
                "one of "
                    + Arrays.stream(values())
                        .map(one -> one.type)
                        .collect(Collectors.joining(", "))));
  }

  /// Key heads where the key is missing.
  int keyHeads(int queryHeads) {
    return switch (this) {
      case LLAMA, QWEN2, QWEN3 -> queryHeads;
      case MISTRAL, QWEN2_VL, QWEN2_5_VL -> 8;
      case QWEN3_VL -> 32;
    };
  }

  /// Features of a head.
  ///
  /// @param share hidden features over heads
  int headDimension(JsonView text, int share) {
    int written = text.integer("head_dim", this == QWEN3 || this == QWEN3_VL ? 128 : share);
    if ((this == QWEN2_VL || this == QWEN2_5_VL) && written != share) {
      throw text.wrong("head_dim", "hidden_size / num_attention_heads, " + share);
    }
    return written;
  }

  /// How many frequencies turn with time, height and width; empty for one position a token.
  List<Integer> sections() {
    return switch (this) {
      case LLAMA, MISTRAL, QWEN2, QWEN3 -> List.of();
      case QWEN2_VL, QWEN2_5_VL -> List.of(16, 24, 24);
      case QWEN3_VL -> List.of(24, 20, 20);
    };
  }

  /// Whether queries, keys and values have a bias whatever `attention_bias` says.
  boolean alwaysQueryKeyValueBias() {
    return this == QWEN2 || this == QWEN2_VL || this == QWEN2_5_VL;
  }

  /// Whether `attention_bias` says if the projections of attention have biases.
  boolean readsAttentionBias() {
    return this == LLAMA || this == QWEN3 || this == QWEN3_VL;
  }

  /// Whether queries and keys are normalised per head.
  boolean queryKeyNorm() {
    return this == QWEN3 || this == QWEN3_VL;
  }

  /// Whether `tie_word_embeddings` of the text configuration counts beside the one around it.
  boolean readsTie() {
    return this != QWEN3_VL;
  }

  /// The sliding window of a layer, or 0 where it sees everything before it.
  int window(JsonView text, int layer) {
    boolean written = text.keys().contains("sliding_window");
    int size = text.integer("sliding_window", written ? 0 : 4096);
    return switch (this) {
      case LLAMA, QWEN3_VL -> 0;
      case MISTRAL -> size;
      case QWEN2, QWEN3 -> slides(text, layer, 28) ? size : 0;
      case QWEN2_VL, QWEN2_5_VL -> slides(text, layer, 80) ? size : 0;
    };
  }

  private static boolean slides(JsonView text, int layer, int fullLayers) {
    if (!text.bool("use_sliding_window", false)) {
      return false;
    } else if (text.has("layer_types")) {
      List<String> types = text.strings("layer_types");
      if (layer >= types.size()) {
        throw text.wrong("layer_types", "a type for every layer");
      }
      return types.get(layer).equals("sliding_attention");
    }
    return layer >= text.integer("max_window_layers", fullLayers);
  }
}
