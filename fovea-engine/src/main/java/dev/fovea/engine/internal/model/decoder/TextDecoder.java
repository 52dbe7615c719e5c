package dev.fovea.engine.internal.model.decoder;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.attention.Attention.Mask.Run;
import dev.fovea.engine.internal.model.nn.Linear;
import dev.fovea.engine.internal.model.nn.RmsNorm;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.model.rope.RopeConfig;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.model.rope.Rotations;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The language model: embeddings, decoder layers, final norm, output projection. It runs layer by
/// layer, so that whoever drives it can look at each and change what the next one sees.
public final class TextDecoder {
  private static final String EMBEDDINGS = "embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";

  private final TextConfig config;
  private final Gate gate;
  private final long elementBytes;
  private final ScalarType dtype;
  private final Device device;
  private final Tensor embeddings;
  private final List<DecoderLayer> layers;
  private final RmsNorm norm;
  private final Linear head;
  private final Map<RopeConfig, RotaryEmbedding> rotaries = new LinkedHashMap<>();

  /// @param weights with the names below the decoder itself (`embed_tokens.weight`, `layers.0.
  ///   ...`)
  /// @param headWeights where `lm_head.weight` is looked up
  public TextDecoder(TextConfig config, ModelWeights weights, ModelWeights headWeights) {
    this.config = config;
    gate = weights.gate();
    dtype = weights.dtype();
    device = weights.device();
    // Tied weights are stored once, under either name; two that differ are not tied, and neither
    // are those of which an adapter changes one.
    long[] shape = {config.vocabulary(), config.hidden()};
    boolean onlyHead = config.tied() && !weights.has(EMBEDDINGS);
    boolean once = onlyHead || config.tied() && !headWeights.has(HEAD);
    boolean shared = once && !weights.changes(EMBEDDINGS) && !headWeights.changes(HEAD);
    embeddings =
        onlyHead
            ? weights.tied(EMBEDDINGS, headWeights, HEAD, shape)
            : weights.get(EMBEDDINGS, shape);
    elementBytes = embeddings.element_size();
    layers =
        IntStream.range(0, config.layers())
            .mapToObj(i -> new DecoderLayer(i, config, weights.child("layers." + i + ".")))
            .toList();
    norm = config.style().norm(weights, "norm", config.hidden(), config.normEpsilon());
    head =
        new Linear(
            shared
                ? embeddings
                : once && !onlyHead
                    ? headWeights.tied(HEAD, weights, EMBEDDINGS, shape)
                    : headWeights.get(HEAD, shape),
            Optional.empty());
    config.ropes().forEach(rope -> rotaries.computeIfAbsent(rope, RotaryEmbedding::new));
  }

  /// The decoder of a model that holds it beside a tower, under the names of saved and of published
  /// folders.
  ///
  /// @param weights of the whole model
  public static TextDecoder besideTower(TextConfig config, ModelWeights weights) {
    return new TextDecoder(
        config,
        weights.under("language_model.model.", "model.language_model."),
        weights.under("language_model.", ""));
  }

  public TextConfig config() {
    return config;
  }

  /// The way to the weights: what is computed with them is computed in its steps.
  public Gate gate() {
    return gate;
  }

  /// Bytes that the keys and values of so many positions take in all layers.
  public long cacheBytes(int positions) {
    return 2L
        * config.layers()
        * positions
        * config.keyHeads()
        * config.headDimension()
        * elementBytes;
  }

  /// Dtype of hidden states.
  public ScalarType dtype() {
    return dtype;
  }

  /// Where hidden states live.
  public Device device() {
    return device;
  }

  /// Token embeddings, `[1, n, hidden]`.
  ///
  /// @throws FoveaException if an id is not one of the vocabulary
  public Tensor embed(int[] ids) {
    for (int id : ids) {
      requireToken(id);
    }
    return gate.step(() -> embeddings(ids));
  }

  /// @throws FoveaException if an id is not one of the vocabulary
  public void requireToken(int id) {
    if (id < 0 || id >= config.vocabulary()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "token %d: expected an id of the model's vocabulary, 0 to %d",
              id,
              config.vocabulary() - 1));
    }
  }

  private Tensor embeddings(int[] ids) {
    try (Scope scope = new Scope()) {
      Tensor rows = torch.embedding(embeddings, Tensors.indices(ids, device)).unsqueeze(0);
      double scale = config.style().embeddingScale();
      // The factor itself is rounded to the working dtype, as the reference has it.
      return scope.moveOut(
          scale == 1
              ? rows
              : rows.mul(Tensors.of(new float[] {(float) scale}, device, 1).to(dtype)));
    }
  }

  /// The runs of rows that look at each other both ways: those of images, in families that let
  /// them.
  public List<Run> bothWays(PromptLayout layout) {
    return config.style().imagesBothWays() ? Run.of(layout.positions(TokenRole.VISUAL)) : List.of();
  }

  /// The rotations of some positions, layer by layer.
  public Rotations rotations(Positions positions) {
    return rotations(rotary -> rotary.at(positions, dtype, device));
  }

  /// The rotations that take cached keys from old positions to new ones.
  public Rotations moved(Positions from, Positions to) {
    return rotations(rotary -> rotary.moved(from, to, dtype, device));
  }

  private Rotations rotations(Function<RotaryEmbedding, Rotation> one) {
    Map<RopeConfig, Rotation> computed = new HashMap<>();
    rotaries.forEach((rope, rotary) -> computed.put(rope, one.apply(rotary)));
    return new Rotations(config.ropes().stream().map(computed::get).toList());
  }

  /// The layers, first to last.
  public List<DecoderLayer> layers() {
    return layers;
  }

  /// The final norm.
  public Tensor normalise(Tensor hidden) {
    return gate.step(() -> norm.apply(hidden));
  }

  /// Logits `[batch, n, vocabulary]` in float32 from hidden states that left the last layer.
  public Tensor logits(Tensor hidden) {
    return gate.step(() -> {
      try (Scope scope = new Scope()) {
        return scope.moveOut(head.apply(norm.apply(hidden)).to(ScalarType.Float));
      }
    });
  }
}
