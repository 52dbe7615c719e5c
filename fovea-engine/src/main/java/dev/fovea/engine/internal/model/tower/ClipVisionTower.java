package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.model.nn.LayerNorm;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The vision transformer of CLIP (arXiv 2103.00020), up to the hidden states that a model takes
/// its features from. Hidden state 0 is what enters the first layer, after `pre_layrnorm`; hidden
/// state i is what leaves layer i - 1. The class token is position 0.
final class ClipVisionTower implements VisionTower {
  private final ClipVisionConfig config;
  private final Tensor classEmbedding;
  private final PatchEmbedding patchEmbedding;
  private final Tensor positionEmbedding;
  private final LayerNorm inputNorm;
  private final List<VisionLayer> layers;

  /// @param layers how many layers to load: those after the last feature layer never run
  ClipVisionTower(ClipVisionConfig config, int layers, ModelWeights weights) {
    this.config = config;
    long hidden = config.hidden();
    classEmbedding = weights.get("embeddings.class_embedding", hidden);
    patchEmbedding =
        PatchEmbedding.load(
            weights,
            "embeddings.patch_embedding",
            hidden,
            config.channels(),
            config.patchSize(),
            false);
    positionEmbedding =
        weights.get("embeddings.position_embedding.weight", config.positions(), hidden);
    inputNorm = LayerNorm.load(weights, "pre_layrnorm", hidden, config.normEpsilon());
    this.layers =
        IntStream.range(0, layers)
            .mapToObj(
                i -> new VisionLayer(config.layer(), weights.child("encoder.layers." + i + ".")))
            .toList();
  }

  @Override
  public List<VisionLayer> layers() {
    return layers;
  }

  /// Class token and patches with their positions, normalised.
  @Override
  public Tensor embed(Tensor pixelValues) {
    config.requireSize(pixelValues);
    try (Scope scope = new Scope()) {
      Tensor patches = patchEmbedding.apply(pixelValues);
      Tensor classToken = classEmbedding.expand(pixelValues.size(0), 1, config.hidden());
      Tensor placed = Tensors.concatenate(1, classToken, patches).add(positionEmbedding);
      return scope.moveOut(inputNorm.apply(placed));
    }
  }
}
