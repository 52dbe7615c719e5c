package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.model.nn.LayerNorm;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The vision transformer of SigLIP (arXiv 2303.15343), up to the hidden states that a model takes
/// its features from. Hidden state 0 is what enters the first layer, hidden state i is what leaves
/// layer i - 1, none of them normalised: [#postNorm] is for the models that normalise the last one.
///
/// A tower for pictures of its own size has one learned position per patch. Idefics3 and SmolVLM
/// choose among them by [FractionalPositions], for pictures of any size.
public final class SiglipVisionTower implements VisionTower {
  private final SiglipVisionConfig config;
  private final PatchEmbedding patchEmbedding;
  private final Tensor positionEmbedding;
  private final List<VisionLayer> layers;

  /// @param layers how many layers to load: those after the last feature layer never run
  public SiglipVisionTower(SiglipVisionConfig config, int layers, ModelWeights weights) {
    this.config = config;
    long hidden = config.hidden();
    patchEmbedding =
        PatchEmbedding.load(
            weights,
            "embeddings.patch_embedding",
            hidden,
            config.channels(),
            config.patchSize(),
            true);
    positionEmbedding =
        weights.get("embeddings.position_embedding.weight", config.positions(), hidden);
    this.layers =
        IntStream.range(0, layers)
            .mapToObj(
                i -> new VisionLayer(config.layer(), weights.child("encoder.layers." + i + ".")))
            .toList();
  }

  /// The norm behind the last layer, which Gemma 3 and Idefics3 apply and LLaVA-OneVision does not.
  public static LayerNorm postNorm(SiglipVisionConfig config, ModelWeights weights) {
    return LayerNorm.load(weights, "post_layernorm", config.hidden(), config.normEpsilon());
  }

  @Override
  public List<VisionLayer> layers() {
    return layers;
  }

  /// Patches with their positions.
  @Override
  public Tensor embed(Tensor pixelValues) {
    config.requireSize(pixelValues);
    try (Scope scope = new Scope()) {
      return scope.moveOut(patchEmbedding.apply(pixelValues).add(positionEmbedding));
    }
  }

  /// Only what leaves the last loaded layer, for states of many large pictures fill the memory.
  ///
  /// @param pixelValues `[batch, channels, image size, image size]` in the working dtype
  public Tensor lastState(Tensor pixelValues) {
    return hiddenStates(pixelValues, List.of(layers.size())).getFirst();
  }

  /// Only what leaves the last loaded layer, for pictures of another size than the tower's own.
  ///
  /// @param pixelValues `[batch, channels, height, width]` in the working dtype
  /// @param positions for each patch, row by row, the index of its learned position; the same for
  ///   all pictures of the batch
  public Tensor lastState(Tensor pixelValues, int[] positions) {
    try (Scope scope = new Scope()) {
      Tensor indices = Tensors.indices(positions, positionEmbedding.device());
      Tensor chosen = positionEmbedding.index_select(0, indices);
      Tensor embedded = patchEmbedding.apply(pixelValues).add(chosen);
      return scope.moveOut(statesFrom(embedded, List.of(layers.size())).getFirst());
    }
  }
}
