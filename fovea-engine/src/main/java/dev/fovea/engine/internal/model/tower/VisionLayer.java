package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.attention.Attention;
import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.model.nn.FeedForward;
import dev.fovea.engine.internal.model.nn.LayerNorm;
import dev.fovea.engine.internal.model.nn.Linear;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/// One encoder layer of the vision transformers of CLIP and SigLIP: attention of all patches to all
/// patches and a feed-forward network, each behind a layer norm, every linear map with a bias.
final class VisionLayer {
  private final Gate gate;
  private final Shape shape;
  private final LayerNorm attentionNorm;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear output;
  private final LayerNorm feedForwardNorm;
  private final FeedForward feedForward;

  /// What all layers of a tower have in common.
  ///
  /// @param activation name of the function between the two maps of the feed-forward network
  record Shape(long hidden, long intermediate, int heads, String activation, double normEpsilon) {
    long headSize() {
      return hidden / heads;
    }
  }

  VisionLayer(Shape shape, ModelWeights weights) {
    this.shape = shape;
    gate = weights.gate();
    long hidden = shape.hidden();
    attentionNorm = LayerNorm.load(weights, "layer_norm1", hidden, shape.normEpsilon());
    query = Linear.load(weights, "self_attn.q_proj", hidden, hidden, true);
    key = Linear.load(weights, "self_attn.k_proj", hidden, hidden, true);
    value = Linear.load(weights, "self_attn.v_proj", hidden, hidden, true);
    output = Linear.load(weights, "self_attn.out_proj", hidden, hidden, true);
    feedForwardNorm = LayerNorm.load(weights, "layer_norm2", hidden, shape.normEpsilon());
    feedForward =
        FeedForward.load(
            weights, "mlp.fc1", "mlp.fc2", hidden, shape.intermediate(), shape.activation());
  }

  /// `[batch, positions, hidden]` to the same shape.
  Tensor forward(Tensor hidden) {
    gate.pause();
    try (Scope scope = new Scope()) {
      Tensor mixed = hidden.add(attend(attentionNorm.apply(hidden)));
      return scope.moveOut(mixed.add(feedForward.apply(feedForwardNorm.apply(mixed))));
    }
  }

  private Tensor attend(Tensor x) {
    try (Scope scope = new Scope()) {
      Tensor mixed =
          Attention.output(
              heads(query.apply(x)),
              heads(key.apply(x)),
              heads(value.apply(x)),
              1 / Math.sqrt(shape.headSize()),
              new Mask.Full());
      Tensor joined = mixed.transpose(1, 2).reshape(x.size(0), x.size(1), shape.hidden());
      return scope.moveOut(output.apply(joined));
    }
  }

  private Tensor heads(Tensor x) {
    return x.view(x.size(0), x.size(1), shape.heads(), shape.headSize()).transpose(1, 2);
  }
}
