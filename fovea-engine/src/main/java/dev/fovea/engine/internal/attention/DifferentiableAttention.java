package dev.fovea.engine.internal.attention;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Attention that a graph of gradients goes through, for training.
///
/// Short sequences are plain matrix products in the working dtype, whose graph keeps the weights:
/// on processors without tiles for it that is twice as fast as libtorch's kernel. Long ones take
/// the kernel, in float32, whose graph grows with the length only.
final class DifferentiableAttention {
  /// Longest sequence of which the weights are kept.
  private static final long SHORT = 640;

  private DifferentiableAttention() {}

  static Tensor output(Tensor q, Tensor k, Tensor v, double scale, Mask mask) {
    boolean causal =
        switch (mask) {
          case Mask.Full() -> false;
          case Mask.Causal() -> true;
          case Mask.Window _, Mask.TwoWay _ ->
              throw new IllegalArgumentException("no gradients through the mask " + mask);
        };
    try (Scope scope = new Scope()) {
      long group = q.size(1) / k.size(1);
      Tensor keys = shared(k, group);
      Tensor values = shared(v, group);
      return scope.moveOut(
          q.size(2) <= SHORT
              ? explicit(q, keys, values, scale, causal)
              : kernel(q, keys, values, scale, causal));
    }
  }

  private static Tensor shared(Tensor keys, long group) {
    return group == 1
        ? keys
        : keys.repeat_interleave(group, new LongOptional(1), new LongOptional());
  }

  private static Tensor explicit(Tensor q, Tensor k, Tensor v, double scale, boolean causal) {
    try (Scope scope = new Scope()) {
      Tensor logits = torch.matmul(q.mul(Tensors.scalar(scale)), k.transpose(-1, -2));
      Tensor seen = causal ? logits.add(ahead(q)) : logits;
      return scope.moveOut(torch.matmul(seen.softmax(-1), v));
    }
  }

  /// -inf at keys ahead of a row, 0 elsewhere, `[n, n]`.
  private static Tensor ahead(Tensor q) {
    try (Scope scope = new Scope()) {
      Tensor all = Tensors.empty(Tensors.dtype(q), q.device(), q.size(2), q.size(2));
      return scope.moveOut(all.fill_(Tensors.scalar(Double.NEGATIVE_INFINITY)).triu(1));
    }
  }

  private static Tensor kernel(Tensor q, Tensor k, Tensor v, double scale, boolean causal) {
    try (Scope scope = new Scope()) {
      boolean widens = q.is_cpu() && Attention.widens(Tensors.dtype(q));
      ScalarType type = widens ? ScalarType.Float : Tensors.dtype(q);
      Tensor output =
          torch.scaled_dot_product_attention(
              q.to(type),
              k.to(type),
              v.to(type),
              new TensorOptional(),
              0.0,
              causal,
              new DoubleOptional(scale),
              false);
      return scope.moveOut(output.to(Tensors.dtype(q)));
    }
  }
}
