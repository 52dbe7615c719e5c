package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.model.nn.Linear;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The first step of a vision tower of the Qwen line: a convolution over patches that do not
/// overlap, and so one matrix product on the patches as the image processor lays them out.
///
/// @param kernel `[hidden, channels, frames, patch, patch]`
public record QwenPatchEmbedding(Tensor kernel, Optional<Tensor> bias) {

  public static QwenPatchEmbedding load(
      QwenVisionConfig config, ModelWeights weights, boolean withBias) {
    long side = config.patchSize();
    return new QwenPatchEmbedding(
        weights.get(
            "patch_embed.proj.weight",
            config.hidden(),
            QwenVisionConfig.CHANNELS,
            config.frames(),
            side,
            side),
        withBias
            ? Optional.of(weights.get("patch_embed.proj.bias", config.hidden()))
            : Optional.empty());
  }

  /// `[n, channels * frames * patch * patch]` to `[1, n, hidden]`.
  public Tensor apply(Tensor patches) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(new Linear(kernel.flatten(1, -1), bias).apply(patches).unsqueeze(0));
    }
  }
}
