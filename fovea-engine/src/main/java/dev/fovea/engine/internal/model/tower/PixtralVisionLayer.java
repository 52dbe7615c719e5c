package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.attention.Attention;
import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.model.nn.GatedFeedForward;
import dev.fovea.engine.internal.model.nn.Linear;
import dev.fovea.engine.internal.model.nn.RmsNorm;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/// One encoder layer of Pixtral: attention of all patches to all patches and a gated feed-forward
/// network, each behind a root-mean-square norm, no linear map with a bias.
final class PixtralVisionLayer {
  private final Gate gate;
  private final int heads;
  private final int headDimension;
  private final RmsNorm attentionNorm;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear output;
  private final RmsNorm feedForwardNorm;
  private final GatedFeedForward feedForward;

  PixtralVisionLayer(PixtralVisionConfig config, ModelWeights weights) {
    heads = config.heads();
    gate = weights.gate();
    headDimension = config.headDimension();
    long hidden = config.hidden();
    double epsilon = PixtralVisionTower.NORM_EPSILON;
    attentionNorm = RmsNorm.load(weights, "attention_norm", hidden, epsilon);
    query = Linear.load(weights, "attention.q_proj", hidden, hidden, false);
    key = Linear.load(weights, "attention.k_proj", hidden, hidden, false);
    value = Linear.load(weights, "attention.v_proj", hidden, hidden, false);
    output = Linear.load(weights, "attention.o_proj", hidden, hidden, false);
    feedForwardNorm = RmsNorm.load(weights, "ffn_norm", hidden, epsilon);
    feedForward =
        GatedFeedForward.load(
            weights.child("feed_forward."),
            hidden,
            config.intermediate(),
            config.activation(),
            false);
  }

  /// `[1, patches, hidden]` to the same shape.
  ///
  /// @param rotation of the patches
  Tensor forward(Tensor hidden, Rotation rotation) {
    gate.pause();
    try (Scope scope = new Scope()) {
      Tensor mixed = hidden.add(attend(attentionNorm.apply(hidden), rotation));
      return scope.moveOut(mixed.add(feedForward.apply(feedForwardNorm.apply(mixed))));
    }
  }

  private Tensor attend(Tensor x, Rotation rotation) {
    try (Scope scope = new Scope()) {
      Tensor mixed =
          Attention.attend(
                  rotation.apply(heads(query.apply(x))),
                  rotation.apply(heads(key.apply(x))),
                  heads(value.apply(x)),
                  1 / Math.sqrt(headDimension),
                  new Mask.Full())
              .output();
      return scope.moveOut(output.apply(mixed.transpose(1, 2).flatten(2, 3)));
    }
  }

  private Tensor heads(Tensor x) {
    return x.view(x.size(0), x.size(1), heads, headDimension).transpose(1, 2);
  }
}
