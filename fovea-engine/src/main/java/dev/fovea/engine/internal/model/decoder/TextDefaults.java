package dev.fovea.engine.internal.model.decoder;

import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// What a class of text configurations in transformers means by the keys that a published
/// configuration leaves out, and which parts its decoder has. Classes that several families use are
/// here; a family whose decoder is its own has the class in its file.
///
/// @param type what `model_type` calls the class
/// @param sizes the sizes of the class
/// @param parts which parts the decoder has
/// @param window which layers see a window
/// @param sections how many frequencies turn with time, height and width; empty for one position a
///   token
/// @param interleaved whether the frequencies of the axes alternate instead of following each other
public record TextDefaults(
    String type,
    Sizes sizes,
    Parts parts,
    Window window,
    List<Integer> sections,
    boolean interleaved) {

  static final TextDefaults LLAMA =
      new TextDefaults(
          "llama",
          new Sizes(32000, 4096, 11008, 32, 32, 2048, 1e-6, 1e4),
          new Parts(Bias.WRITTEN, true, false, true),
          new Window.None());

  public static final TextDefaults MISTRAL =
      new TextDefaults(
          "mistral",
          new Sizes(32000, 4096, 14336, 32, 32, 131072, 1e-6, 1e4).withKeyHeads(8),
          new Parts(Bias.NONE, false, false, true),
          new Window.Every());

  public static final TextDefaults QWEN2 =
      new TextDefaults(
          "qwen2",
          new Sizes(151936, 4096, 22016, 32, 32, 32768, 1e-6, 1e4),
          new Parts(Bias.QUERY_KEY_VALUE, false, false, true),
          new Window.From(28));

  static final TextDefaults QWEN3 =
      new TextDefaults(
          "qwen3",
          new Sizes(151936, 4096, 22016, 32, 32, 32768, 1e-6, 1e4).withHeadDimension(128),
          new Parts(Bias.WRITTEN, false, true, true),
          new Window.From(28));

  private static final List<TextDefaults> SHARED = List.of(LLAMA, MISTRAL, QWEN2, QWEN3);

  public TextDefaults {
    sections = List.copyOf(sections);
  }

  /// A decoder with one position a token.
  TextDefaults(String type, Sizes sizes, Parts parts, Window window) {
    this(type, sizes, parts, window, List.of(), false);
  }

  /// The shared class that a text configuration names.
  ///
  /// @param usual the class where it names none
  static TextDefaults named(JsonView text, TextDefaults usual) {
    String type = text.string("model_type", usual.type);
    return SHARED.stream()
        .filter(one -> one.type.equals(type))
        .findFirst()
        .orElseThrow(() ->
            text.unsupported(
                "model_type",
                "one of "
                    + SHARED.stream().map(TextDefaults::type).collect(Collectors.joining(", "))));
  }

  /// Sizes; an empty number of key heads means as many as query heads, an empty head dimension the
  /// share of a head in the hidden features.
  ///
  /// @param headsFill whether a written head dimension has to be that share
  public record Sizes(
      int vocabulary,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      OptionalInt keyHeads,
      OptionalInt headDimension,
      boolean headsFill,
      int positions,
      double normEpsilon,
      double theta) {

    public Sizes(
        int vocabulary,
        int hidden,
        int intermediate,
        int layers,
        int heads,
        int positions,
        double normEpsilon,
        double theta) {
      this(
          vocabulary,
          hidden,
          intermediate,
          layers,
          heads,
          OptionalInt.empty(),
          OptionalInt.empty(),
          false,
          positions,
          normEpsilon,
          theta);
    }

    public Sizes withKeyHeads(int number) {
      return with(OptionalInt.of(number), headDimension, headsFill);
    }

    public Sizes withHeadDimension(int number) {
      return with(keyHeads, OptionalInt.of(number), headsFill);
    }

    /// With heads that fill the hidden features, whatever is written.
    public Sizes withHeadsThatFill() {
      return with(keyHeads, headDimension, true);
    }

    private Sizes with(OptionalInt keys, OptionalInt dimension, boolean fill) {
      return new Sizes(
          vocabulary,
          hidden,
          intermediate,
          layers,
          heads,
          keys,
          dimension,
          fill,
          positions,
          normEpsilon,
          theta);
    }

    /// Features of a head.
    ///
    /// @param share hidden features over heads
    int headDimension(JsonView text, int share) {
      int written = text.integer("head_dim", headDimension.orElse(share));
      if (headsFill && written != share) {
        throw text.wrong("head_dim", "hidden_size / num_attention_heads, " + share);
      }
      return written;
    }

    /// An explicit null means as many as query heads; a missing key means the default of the class.
    int keyHeads(JsonView text, int queryHeads) {
      boolean written = text.keys().contains("num_key_value_heads");
      return text.integer(
          "num_key_value_heads", written ? queryHeads : keyHeads.orElse(queryHeads));
    }
  }

  /// Which projections of attention have biases.
  public enum Bias {
    /// None.
    NONE,
    /// Queries, keys and values.
    QUERY_KEY_VALUE,
    /// All or none, as `attention_bias` says.
    WRITTEN
  }

  /// Which parts a decoder has.
  ///
  /// @param bias of attention
  /// @param readsMlpBias whether `mlp_bias` says if the feed-forward network has biases
  /// @param queryKeyNorm whether queries and keys are normalised per head
  /// @param readsTie whether `tie_word_embeddings` of the text configuration counts beside the one
  ///   around it
  public record Parts(Bias bias, boolean readsMlpBias, boolean queryKeyNorm, boolean readsTie) {}

  /// Which layers see a window of the keys before them.
  public sealed interface Window {
    /// No layer.
    record None() implements Window {}

    /// Every layer.
    record Every() implements Window {}

    /// Layers from `max_window_layers` on, or those that `layer_types` names, if
    /// `use_sliding_window` says so.
    ///
    /// @param fullLayers how many see everything where nothing is written
    record From(int fullLayers) implements Window {}

    /// The sliding window of a layer, or 0 where it sees everything before it.
    default int of(JsonView text, int layer) {
      boolean written = text.keys().contains("sliding_window");
      int size = text.integer("sliding_window", written ? 0 : 4096);
      return switch (this) {
        case None() -> 0;
        case Every() -> size;
        case From(int fullLayers) -> slides(text, layer, fullLayers) ? size : 0;
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
}
