package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// A convolution that makes one vector of each patch of a picture.
///
/// @param weight `[hidden, channels, patch height, patch width]`
/// @param bias `[hidden]`
record PatchEmbedding(Tensor weight, Optional<Tensor> bias) {

  static PatchEmbedding load(
      ModelWeights weights, String name, long hidden, long channels, long patch, boolean withBias) {
    return new PatchEmbedding(
        weights.get(name + ".weight", hidden, channels, patch, patch),
        withBias ? Optional.of(weights.get(name + ".bias", hidden)) : Optional.empty());
  }

  /// `[batch, channels, height, width]` to `[batch, patches, hidden]`, the patches row by row;
  /// pixels that fill no whole patch are dropped.
  Tensor apply(Tensor pixelValues) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(
          torch
              .conv2d(
                  pixelValues,
                  weight,
                  bias.map(TensorOptional::new).orElseGet(TensorOptional::new),
                  new long[] {weight.size(2), weight.size(3)},
                  new long[] {0, 0},
                  new long[] {1, 1},
                  1)
              .flatten(2, 3)
              .transpose(1, 2));
    }
  }
}
