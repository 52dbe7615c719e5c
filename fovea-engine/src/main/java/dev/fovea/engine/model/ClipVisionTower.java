package dev.fovea.engine.model;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.internal.Attention;
import dev.fovea.engine.internal.Attention.Mask;
import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// The vision transformer of CLIP (arXiv 2103.00020), up to the hidden states that a model takes
/// its features from. Hidden state 0 is what enters the first layer, after `pre_layrnorm`; hidden
/// state i is what leaves layer i - 1. The class token is position 0.
final class ClipVisionTower {
  private final ClipVisionConfig config;
  private final Tensor classEmbedding;
  private final Tensor patchEmbedding;
  private final Tensor positionEmbedding;
  private final LayerNorm inputNorm;
  private final List<Block> blocks;

  /// @param layers how many layers to load: those after the last feature layer never run
  ClipVisionTower(ClipVisionConfig config, int layers, ModelWeights weights) {
    this.config = config;
    long hidden = config.hidden();
    classEmbedding = weights.get("embeddings.class_embedding", hidden);
    patchEmbedding =
        weights.get(
            "embeddings.patch_embedding.weight",
            hidden,
            config.channels(),
            config.patchSize(),
            config.patchSize());
    positionEmbedding =
        weights.get("embeddings.position_embedding.weight", config.positions(), hidden);
    inputNorm = LayerNorm.load(weights, "pre_layrnorm", hidden, config.normEpsilon());
    blocks =
        IntStream.range(0, layers)
            .mapToObj(i -> new Block(config, weights.child("encoder.layers." + i + ".")))
            .toList();
  }

  /// Hidden states 0 to the number of loaded layers, each `[batch, 1 + patches, hidden]`.
  ///
  /// @param pixelValues `[batch, channels, image size, image size]` in the working dtype
  List<Tensor> hiddenStates(Tensor pixelValues) {
    if (pixelValues.size(2) != config.imageSize() || pixelValues.size(3) != config.imageSize()) {
      throw new FoveaException(
          "the image processor makes pictures of %d x %d, the vision tower takes %d x %d"
              .formatted(
                  pixelValues.size(3),
                  pixelValues.size(2),
                  config.imageSize(),
                  config.imageSize()));
    }
    try (Scope scope = new Scope()) {
      List<Tensor> states = new ArrayList<>();
      states.add(scope.moveOut(inputNorm.apply(embed(pixelValues))));
      for (Block block : blocks) {
        states.add(scope.moveOut(block.forward(states.getLast())));
      }
      return states;
    }
  }

  private Tensor embed(Tensor pixelValues) {
    try (Scope scope = new Scope()) {
      long size = config.patchSize();
      Tensor patches =
          torch
              .conv2d(
                  pixelValues,
                  patchEmbedding,
                  new TensorOptional(),
                  new long[] {size, size},
                  new long[] {0, 0},
                  new long[] {1, 1},
                  1)
              .flatten(2, 3)
              .transpose(1, 2);
      Tensor classToken = classEmbedding.expand(pixelValues.size(0), 1, config.hidden());
      return scope.moveOut(Tensors.concatenate(1, classToken, patches).add(positionEmbedding));
    }
  }

  /// One encoder layer.
  private static final class Block {
    private final ClipVisionConfig config;
    private final LayerNorm attentionNorm;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear output;
    private final LayerNorm feedForwardNorm;
    private final Linear up;
    private final Linear down;
    private final Activation activation;

    Block(ClipVisionConfig config, ModelWeights weights) {
      this.config = config;
      long hidden = config.hidden();
      long inner = config.intermediate();
      attentionNorm = LayerNorm.load(weights, "layer_norm1", hidden, config.normEpsilon());
      query = Linear.load(weights, "self_attn.q_proj", hidden, hidden, true);
      key = Linear.load(weights, "self_attn.k_proj", hidden, hidden, true);
      value = Linear.load(weights, "self_attn.v_proj", hidden, hidden, true);
      output = Linear.load(weights, "self_attn.out_proj", hidden, hidden, true);
      feedForwardNorm = LayerNorm.load(weights, "layer_norm2", hidden, config.normEpsilon());
      up = Linear.load(weights, "mlp.fc1", inner, hidden, true);
      down = Linear.load(weights, "mlp.fc2", hidden, inner, true);
      activation = Activation.named(config.activation());
    }

    Tensor forward(Tensor hidden) {
      try (Scope scope = new Scope()) {
        Tensor mixed = hidden.add(attend(attentionNorm.apply(hidden)));
        Tensor inner = activation.apply(up.apply(feedForwardNorm.apply(mixed)));
        return scope.moveOut(mixed.add(down.apply(inner)));
      }
    }

    private Tensor attend(Tensor x) {
      try (Scope scope = new Scope()) {
        double scale = 1 / Math.sqrt((double) config.hidden() / config.heads());
        Tensor mixed =
            Attention.attend(
                    heads(query.apply(x)),
                    heads(key.apply(x)),
                    heads(value.apply(x)),
                    scale,
                    new Mask.Full())
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
