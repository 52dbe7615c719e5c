package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.attention.Attention;
import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.model.nn.FeedForward;
import dev.fovea.engine.internal.model.nn.LayerNorm;
import dev.fovea.engine.internal.model.nn.Linear;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// One layer of a vision tower of the Qwen line: attention among patches whose queries and keys
/// turn with row and column, then a feed-forward network, each behind a norm and with a residual
/// around it. Which norm and which network is the family's choice.
public final class QwenVisionBlock {
  private final Gate gate;
  private final int heads;
  private final int headDimension;
  private final UnaryOperator<Tensor> attentionNorm;
  private final Linear queryKeyValue;
  private final Linear output;
  private final UnaryOperator<Tensor> feedForwardNorm;
  private final UnaryOperator<Tensor> feedForward;

  public QwenVisionBlock(
      QwenVisionConfig config,
      ModelWeights weights,
      UnaryOperator<Tensor> attentionNorm,
      UnaryOperator<Tensor> feedForwardNorm,
      UnaryOperator<Tensor> feedForward) {
    heads = config.heads();
    gate = weights.gate();
    headDimension = config.headDimension();
    long hidden = config.hidden();
    queryKeyValue = Linear.load(weights, "attn.qkv", 3 * hidden, hidden, true);
    output = Linear.load(weights, "attn.proj", hidden, hidden, true);
    this.attentionNorm = attentionNorm;
    this.feedForwardNorm = feedForwardNorm;
    this.feedForward = feedForward;
  }

  /// A layer of Qwen2-VL and Qwen3-VL: layer norms, and a network of two maps.
  ///
  /// @param up name of the first map of the network
  /// @param down name of the second
  public static QwenVisionBlock plain(
      QwenVisionConfig config, ModelWeights weights, String up, String down) {
    long hidden = config.hidden();
    double epsilon = QwenVisionConfig.NORM_EPSILON;
    LayerNorm attentionNorm = LayerNorm.load(weights, "norm1", hidden, epsilon);
    LayerNorm feedForwardNorm = LayerNorm.load(weights, "norm2", hidden, epsilon);
    FeedForward feedForward =
        FeedForward.load(weights, up, down, hidden, config.intermediate(), config.activation());
    return new QwenVisionBlock(
        config, weights, attentionNorm::apply, feedForwardNorm::apply, feedForward::apply);
  }

  /// Runs the layer.
  ///
  /// @param hidden `[1, n, hidden]`; closed at the end, for pictures are large and towers deep
  /// @param rotation of the n patches, in float32
  /// @param lengths of the stretches of patches that see each other; they add up to n
  public Tensor forward(Tensor hidden, Rotation rotation, List<Integer> lengths) {
    gate.pause();
    try (Scope scope = new Scope()) {
      Tensor mixed = hidden.add(attend(attentionNorm.apply(hidden), rotation, lengths));
      Tensor next = scope.moveOut(mixed.add(feedForward.apply(feedForwardNorm.apply(mixed))));
      hidden.close();
      return next;
    }
  }

  private Tensor attend(Tensor x, Rotation rotation, List<Integer> lengths) {
    try (Scope scope = new Scope()) {
      // [n, 3 * hidden] to [3, heads, n, d]
      Tensor all =
          queryKeyValue.apply(x).view(x.size(1), 3, heads, headDimension).permute(1, 2, 0, 3);
      Tensor q = rotated(all.select(0, 0), rotation);
      Tensor k = rotated(all.select(0, 1), rotation);
      Tensor v = all.select(0, 2);
      List<Tensor> outputs = new ArrayList<>();
      int patch = 0;
      int stretch = 0;
      while (stretch < lengths.size()) {
        // Stretches of one length that follow each other are one batch.
        int length = lengths.get(stretch);
        int first = stretch;
        while (stretch < lengths.size() && lengths.get(stretch) == length) {
          stretch++;
        }
        int count = stretch - first;
        outputs.add(
            attend(
                batch(q, patch, count, length),
                batch(k, patch, count, length),
                batch(v, patch, count, length)));
        patch += count * length;
      }
      return scope.moveOut(output.apply(Tensors.concatenate(1, outputs.toArray(Tensor[]::new))));
    }
  }

  /// Turns in float32 whatever the model computes in, as the reference does.
  private static Tensor rotated(Tensor x, Rotation rotation) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(rotation.apply(x.to(ScalarType.Float)).to(Tensors.dtype(x)));
    }
  }

  /// `[heads, n, d]` to `[count, heads, length, d]`.
  private static Tensor batch(Tensor x, int first, int count, int length) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(
          x.narrow(1, first, (long) count * length)
              .reshape(x.size(0), count, length, x.size(2))
              .transpose(0, 1));
    }
  }

  /// Attention within each entry of a batch, `[1, all patches, hidden]`.
  private Tensor attend(Tensor q, Tensor k, Tensor v) {
    try (Scope scope = new Scope()) {
      double scale = 1 / Math.sqrt(headDimension);
      return scope.moveOut(
          Attention.attend(q, k, v, scale, new Mask.Full())
              .output()
              .transpose(1, 2)
              .reshape(1, q.size(0) * q.size(2), (long) heads * headDimension));
    }
  }
}
