package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.model.nn.Activation;
import dev.fovea.engine.internal.model.nn.Linear;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/// What makes visual features from patches in the Qwen line: the patches of a token side by side
/// pass a norm and two layers.
///
/// @param norm over a patch, or over the joined patches, as whoever applies it has them
/// @param first `[joined, joined]`
/// @param second `[output, joined]`
public record QwenMerger(UnaryOperator<Tensor> norm, Linear first, Linear second) {

  public static QwenMerger load(
      QwenVisionConfig config,
      ModelWeights weights,
      UnaryOperator<Tensor> norm,
      String first,
      String second) {
    long joined = config.joined();
    return new QwenMerger(
        norm,
        Linear.load(weights, first, joined, joined, true),
        Linear.load(weights, second, config.output(), joined, true));
  }

  /// Features `[tokens, output]` of patches `[1, n, hidden]`, or of joined ones `[1, tokens,
  /// joined]`.
  public Tensor apply(Tensor patches) {
    try (Scope scope = new Scope()) {
      Tensor joined = norm.apply(patches).reshape(-1, first.weight().size(1));
      return scope.moveOut(second.apply(Activation.GELU.apply(first.apply(joined))));
    }
  }
}
