package dev.fovea.engine.internal.model.decoder;

import dev.fovea.engine.internal.attention.Attention;
import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.Attention.Mask.Run;
import dev.fovea.engine.internal.model.nn.GatedFeedForward;
import dev.fovea.engine.internal.model.nn.Linear;
import dev.fovea.engine.internal.model.nn.RmsNorm;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// One decoder block of the Llama line: attention, then a gated feed-forward network, each behind a
/// root-mean-square norm and with a residual around it.
///
/// Mistral, Qwen2, Qwen3 and Gemma 3 differ by configuration only: biases, query and key norms,
/// windows, and what [DecoderStyle] names.
public final class DecoderLayer {
  private final Gate gate;
  private final int index;
  private final TextConfig config;
  private final int window;
  private final RmsNorm inputNorm;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear output;
  private final Optional<RmsNorm> queryNorm;
  private final Optional<RmsNorm> keyNorm;
  private final Optional<RmsNorm> attentionOutputNorm;
  private final RmsNorm feedForwardNorm;
  private final Optional<RmsNorm> feedForwardOutputNorm;
  private final GatedFeedForward feedForward;

  DecoderLayer(int index, TextConfig config, ModelWeights weights) {
    gate = weights.gate();
    this.index = index;
    this.config = config;
    window = config.windows().get(index);
    boolean outputNorms = config.style().outputNorms();
    long hidden = config.hidden();
    long queries = (long) config.heads() * config.headDimension();
    long keys = (long) config.keyHeads() * config.headDimension();
    boolean bias = config.queryKeyValueBias();
    inputNorm = config.style().norm(weights, "input_layernorm", hidden, config.normEpsilon());
    query = Linear.load(weights, "self_attn.q_proj", queries, hidden, bias);
    key = Linear.load(weights, "self_attn.k_proj", keys, hidden, bias);
    value = Linear.load(weights, "self_attn.v_proj", keys, hidden, bias);
    output = Linear.load(weights, "self_attn.o_proj", hidden, queries, config.outputBias());
    int d = config.headDimension();
    queryNorm = norm(config.queryKeyNorm(), weights, "self_attn.q_norm", d);
    keyNorm = norm(config.queryKeyNorm(), weights, "self_attn.k_norm", d);
    // The one name means different norms: Llama's stands before the feed-forward network.
    attentionOutputNorm = norm(outputNorms, weights, "post_attention_layernorm", hidden);
    feedForwardNorm =
        config
            .style()
            .norm(
                weights,
                outputNorms ? "pre_feedforward_layernorm" : "post_attention_layernorm",
                hidden,
                config.normEpsilon());
    feedForwardOutputNorm = norm(outputNorms, weights, "post_feedforward_layernorm", hidden);
    feedForward =
        GatedFeedForward.load(
            weights.child("mlp."),
            hidden,
            config.intermediate(),
            config.activation(),
            config.mlpBias());
  }

  private Optional<RmsNorm> norm(boolean there, ModelWeights weights, String name, long size) {
    return there
        ? Optional.of(config.style().norm(weights, name, size, config.normEpsilon()))
        : Optional.empty();
  }

  /// What the attention of a layer computed.
  ///
  /// @param queries `[batch, heads, n, d]`, rotated
  /// @param keys `[batch, key heads, m, d]`, rotated, earlier positions of the cache included
  /// @param values `[batch, key heads, m, d]`
  /// @param output `[batch, heads, n, d]`, before the output projection
  /// @param logSumExp `[batch, heads, n]`, float32
  /// @param scale what products of queries and keys are multiplied with
  /// @param mask which keys a query sees
  public record AttentionState(
      Tensor queries,
      Tensor keys,
      Tensor values,
      Tensor output,
      Tensor logSumExp,
      double scale,
      Mask mask) {

    AttentionState moveOut(Scope scope) {
      return new AttentionState(
          scope.moveOut(queries),
          scope.moveOut(keys),
          scope.moveOut(values),
          scope.moveOut(output),
          scope.moveOut(logSumExp),
          scale,
          mask);
    }
  }

  /// Hidden states that leave a layer, `[batch, n, hidden]`, and its attention.
  public record LayerOutput(Tensor hidden, AttentionState attention) {}

  /// Queries, keys and values of some rows, with the rotations of their positions.
  ///
  /// @param queries `[batch, heads, n, d]`
  /// @param keys `[batch, key heads, n, d]`
  /// @param values `[batch, key heads, n, d]`
  public record Projections(Tensor queries, Tensor keys, Tensor values) {}

  /// Runs the layer on rows of which each sees those before it.
  ///
  /// @param hidden `[batch, n, hidden]`
  /// @param rotation of the n positions
  /// @param cache keys and values are appended to it and those before are attended to; without one
  ///   the n positions are the whole sequence
  public LayerOutput forward(Tensor hidden, Rotation rotation, Optional<KeyValueCache> cache) {
    return forward(hidden, rotation, List.of(), cache);
  }

  /// Runs the layer.
  ///
  /// @param hidden `[batch, n, hidden]`
  /// @param rotation of the n positions
  /// @param bothWays runs of rows that see each other, those ahead too; for the whole sequence only
  /// @param cache keys and values are appended to it and those before are attended to; without one
  ///   the n positions are the whole sequence
  public LayerOutput forward(
      Tensor hidden, Rotation rotation, List<Run> bothWays, Optional<KeyValueCache> cache) {
    return gate.step(() -> {
      try (Scope scope = new Scope()) {
        AttentionState attention = attend(hidden, rotation, mask(bothWays), cache);
        Tensor left = finish(hidden, attention.output());
        return new LayerOutput(scope.moveOut(left), attention.moveOut(scope));
      }
    });
  }

  /// What leaves the layer, `[batch, n, hidden]`, along a graph of gradients, for rows that are the
  /// whole sequence and see those before them.
  public Tensor differentiable(Tensor hidden, Rotation rotation) {
    return gate.step(() -> {
      try (Scope scope = new Scope()) {
        Projections projected = project(hidden, rotation);
        Tensor attended =
            Attention.output(
                projected.queries(),
                projected.keys(),
                projected.values(),
                scale(),
                mask(List.of()));
        return scope.moveOut(finish(hidden, attended));
      }
    });
  }

  /// The way to the layer's attention.
  public Projections project(Tensor hidden, Rotation rotation) {
    return gate.step(() -> projections(hidden, rotation));
  }

  private Projections projections(Tensor hidden, Rotation rotation) {
    try (Scope scope = new Scope()) {
      Tensor normal = inputNorm.apply(hidden);
      Tensor q = splitHeads(query.apply(normal), config.heads());
      Tensor k = splitHeads(key.apply(normal), config.keyHeads());
      Tensor v = splitHeads(value.apply(normal), config.keyHeads()).transpose(1, 2);
      if (queryNorm.isPresent() && keyNorm.isPresent()) {
        q = queryNorm.get().apply(q);
        k = keyNorm.get().apply(k);
      }
      return new Projections(
          scope.moveOut(rotation.apply(q.transpose(1, 2))),
          scope.moveOut(rotation.apply(k.transpose(1, 2))),
          scope.moveOut(v));
    }
  }

  /// The way from the layer's attention to what leaves it.
  ///
  /// @param hidden what entered the layer
  /// @param attended output of the attention, `[batch, heads, n, d]`
  public Tensor finish(Tensor hidden, Tensor attended) {
    return gate.step(() -> {
      try (Scope scope = new Scope()) {
        Tensor projected = output.apply(joinHeads(attended));
        Tensor mixed = hidden.add(normalised(attentionOutputNorm, projected));
        Tensor fed = feedForward.apply(feedForwardNorm.apply(mixed));
        return scope.moveOut(mixed.add(normalised(feedForwardOutputNorm, fed)));
      }
    });
  }

  /// What products of queries and keys are multiplied with.
  public double scale() {
    return config.style().attentionScale();
  }

  /// Which keys a query sees.
  ///
  /// @param bothWays runs of rows that see each other
  public Mask mask(List<Run> bothWays) {
    if (!bothWays.isEmpty()) {
      return new Mask.TwoWay(window, bothWays);
    }
    return window > 0 ? new Mask.Window(window) : new Mask.Causal();
  }

  private static Tensor normalised(Optional<RmsNorm> norm, Tensor x) {
    return norm.map(present -> present.apply(x)).orElse(x);
  }

  private AttentionState attend(
      Tensor hidden, Rotation rotation, Mask mask, Optional<KeyValueCache> cache) {
    try (Scope scope = new Scope()) {
      Projections projected = project(hidden, rotation);
      Tensor k = projected.keys();
      Tensor v = projected.values();
      if (cache.isPresent()) {
        cache.get().append(index, k, v);
        k = cache.get().keys(index);
        v = cache.get().values(index);
      }
      Tensor q = projected.queries();
      Attention.Result result = Attention.attend(q, k, v, scale(), mask);
      return new AttentionState(q, k, v, result.output(), result.logSumExp(), scale(), mask)
          .moveOut(scope);
    }
  }

  private Tensor splitHeads(Tensor x, int heads) {
    return x.view(x.size(0), x.size(1), heads, config.headDimension());
  }

  private static Tensor joinHeads(Tensor x) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(x.transpose(1, 2).reshape(x.size(0), x.size(2), x.size(1) * x.size(3)));
    }
  }
}
