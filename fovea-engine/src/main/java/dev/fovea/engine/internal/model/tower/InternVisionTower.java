package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.attention.Attention;
import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.model.nn.FeedForward;
import dev.fovea.engine.internal.model.nn.LayerNorm;
import dev.fovea.engine.internal.model.nn.Linear;
import dev.fovea.engine.internal.model.nn.RmsNorm;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// InternViT, the vision transformer of InternVL (arXiv 2312.14238): like CLIP's, with a learned
/// scale on what every attention and feed-forward network adds. The class token is position 0.
public final class InternVisionTower {
  private final InternVisionConfig config;
  private final PatchEmbedding patchEmbedding;
  private final Tensor classToken;
  private final Optional<Tensor> positions;
  private final List<Block> blocks;
  private final Optional<LayerNorm> finalNorm;

  /// @param layers how many layers to load: those after the feature layer never run
  public InternVisionTower(InternVisionConfig config, int layers, ModelWeights weights) {
    this.config = config;
    long hidden = config.hidden();
    patchEmbedding =
        PatchEmbedding.load(
            weights,
            "embeddings.patch_embeddings.projection",
            hidden,
            config.channels(),
            config.patchSize(),
            true);
    classToken = weights.get("embeddings.cls_token", 1, 1, hidden);
    positions =
        config.positions()
            ? Optional.of(
                weights.get("embeddings.position_embeddings", 1, config.patches() + 1, hidden))
            : Optional.empty();
    blocks =
        IntStream.range(0, layers)
            .mapToObj(i -> new Block(config, weights.child("encoder.layer." + i + ".")))
            .toList();
    finalNorm =
        config.finalNorm()
            ? Optional.of(LayerNorm.load(weights, "layernorm", hidden, config.normEpsilon()))
            : Optional.empty();
  }

  /// What leaves the last loaded layer, `[batch, 1 + patches, hidden]`.
  ///
  /// @param pixelValues `[batch, channels, height, width]` in the working dtype
  public Tensor features(Tensor pixelValues) {
    try (Scope scope = new Scope()) {
      Tensor hidden = embed(pixelValues);
      for (Block block : blocks) {
        Tensor next = block.forward(hidden);
        hidden.close();
        hidden = next;
      }
      return scope.moveOut(hidden);
    }
  }

  /// The norm behind the last layer, where there is one.
  public Tensor normalise(Tensor hidden) {
    return finalNorm.map(norm -> norm.apply(hidden)).orElse(hidden);
  }

  private Tensor embed(Tensor pixelValues) {
    try (Scope scope = new Scope()) {
      Tensor patches = patchEmbedding.apply(pixelValues);
      Tensor token = classToken.expand(pixelValues.size(0), 1, config.hidden());
      Tensor embeddings = Tensors.concatenate(1, token, patches);
      long rows = pixelValues.size(2) / config.patchSize();
      long columns = pixelValues.size(3) / config.patchSize();
      return scope.moveOut(
          positions.isPresent()
              ? embeddings.add(positions(positions.get(), rows, columns))
              : embeddings);
    }
  }

  /// The learned positions, stretched over another grid than they were learned on.
  private Tensor positions(Tensor learned, long rows, long columns) {
    int stored = config.patches();
    if (rows == columns && rows * columns == stored) {
      return learned;
    }
    int side = (int) Math.round(Math.sqrt(stored));
    if (side * side != stored) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: vision_config.image_size: %d learned positions are no square, so they cannot be stretched to %d x %d patches",
              stored,
              rows,
              columns));
    }
    try (Scope scope = new Scope()) {
      Tensor grid =
          learned.narrow(1, 1, stored).reshape(1, side, side, config.hidden()).permute(0, 3, 1, 2);
      Tensor stretched =
          torch.upsample_bicubic2d(
              grid, new long[] {rows, columns}, false, new DoubleOptional(), new DoubleOptional());
      Tensor patches = stretched.permute(0, 2, 3, 1).reshape(1, rows * columns, config.hidden());
      return scope.moveOut(Tensors.concatenate(1, learned.narrow(1, 0, 1), patches));
    }
  }

  /// One encoder layer.
  private static final class Block {
    private final Gate gate;
    private final InternVisionConfig config;
    private final UnaryOperator<Tensor> attentionNorm;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear output;
    private final Optional<RmsNorm> queryNorm;
    private final Optional<RmsNorm> keyNorm;
    private final Tensor attentionScale;
    private final UnaryOperator<Tensor> feedForwardNorm;
    private final FeedForward feedForward;
    private final Tensor feedForwardScale;

    Block(InternVisionConfig config, ModelWeights weights) {
      this.config = config;
      long hidden = config.hidden();
      gate = weights.gate();
      boolean bias = config.attentionBias();
      attentionNorm = norm(weights, "layernorm_before");
      query = Linear.load(weights, "attention.q_proj", hidden, hidden, bias);
      key = Linear.load(weights, "attention.k_proj", hidden, hidden, bias);
      value = Linear.load(weights, "attention.v_proj", hidden, hidden, bias);
      output = Linear.load(weights, "attention.projection_layer", hidden, hidden, true);
      queryNorm = queryKeyNorm(weights, "attention.q_norm");
      keyNorm = queryKeyNorm(weights, "attention.k_norm");
      attentionScale = weights.get("lambda_1", hidden);
      feedForwardNorm = norm(weights, "layernorm_after");
      feedForward =
          FeedForward.load(
              weights, "mlp.fc1", "mlp.fc2", hidden, config.intermediate(), config.activation());
      feedForwardScale = weights.get("lambda_2", hidden);
    }

    private UnaryOperator<Tensor> norm(ModelWeights weights, String name) {
      return config.rootMeanSquare()
          ? RmsNorm.load(weights, name, config.hidden(), config.normEpsilon())::apply
          : LayerNorm.load(weights, name, config.hidden(), config.normEpsilon())::apply;
    }

    private Optional<RmsNorm> queryKeyNorm(ModelWeights weights, String name) {
      // 1e-6 whatever layer_norm_eps says, as in transformers.
      return config.queryKeyNorm()
          ? Optional.of(RmsNorm.load(weights, name, config.hidden(), 1e-6))
          : Optional.empty();
    }

    Tensor forward(Tensor hidden) {
      gate.pause();
      try (Scope scope = new Scope()) {
        Tensor attended = attend(attentionNorm.apply(hidden)).mul(attentionScale);
        Tensor mixed = hidden.add(attended);
        Tensor fed = feedForward.apply(feedForwardNorm.apply(mixed)).mul(feedForwardScale);
        return scope.moveOut(mixed.add(fed));
      }
    }

    private Tensor attend(Tensor x) {
      try (Scope scope = new Scope()) {
        Tensor q = query.apply(x);
        Tensor k = key.apply(x);
        if (queryNorm.isPresent() && keyNorm.isPresent()) {
          q = queryNorm.get().apply(q);
          k = keyNorm.get().apply(k);
        }
        double scale = 1 / Math.sqrt((double) config.hidden() / config.heads());
        Tensor mixed =
            Attention.attend(heads(q), heads(k), heads(value.apply(x)), scale, new Mask.Full())
                .output();
        Tensor joined = mixed.transpose(1, 2).reshape(x.size(0), x.size(1), config.hidden());
        return scope.moveOut(output.apply(joined));
      }
    }

    private Tensor heads(Tensor x) {
      return x.view(x.size(0), x.size(1), config.heads(), config.hidden() / config.heads())
          .transpose(1, 2);
    }
  }
}
