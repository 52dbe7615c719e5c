package dev.fovea.engine.model;

import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.vision.ImageInput;
import dev.fovea.engine.weights.JsonView;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// What all LLaVA models see with: a tower, the choice of its hidden states, and a projector.
final class LlavaVision {
  private final ModelWeights weights;
  private final FeatureSelection selection;
  private final VisionTower tower;
  private final TwoLayerProjector projector;

  /// @param config of the model, for the projector
  /// @param hidden width of the embeddings
  LlavaVision(
      JsonView config,
      VisionConfig vision,
      FeatureSelection selection,
      long hidden,
      ModelWeights weights) {
    this.weights = weights;
    this.selection = selection;
    tower =
        vision.tower(
            selection.deepest(),
            weights.under(
                "vision_tower.vision_model.",
                "vision_tower.",
                "model.vision_tower.vision_model.",
                "model.vision_tower."));
    projector =
        TwoLayerProjector.load(
            weights.under("multi_modal_projector.", "model.multi_modal_projector."),
            (long) vision.hidden() * selection.states().size(),
            hidden,
            config.string("projector_hidden_act", "gelu"),
            config.bool("multimodal_projector_bias", true));
  }

  /// Pixels that the tower sees at once: all tiles of a large picture together fill the memory and
  /// are no faster, small ones one by one are slower.
  private static final long TOGETHER = 1 << 17;

  /// Projected features `[tiles, positions, hidden]`.
  Tensor features(ImageInput input) {
    try (Scope scope = new Scope()) {
      Tensor pixels =
          Tensors.of(input.values(), weights.device(), input.shape()).to(weights.dtype());
      long together = Math.max(1, TOGETHER / (pixels.size(2) * pixels.size(3)));
      Tensor[] tiles =
          LongStream.iterate(0, first -> first < pixels.size(0), first -> first + together)
              .mapToObj(
                  first ->
                      project(pixels.narrow(0, first, Math.min(together, pixels.size(0) - first))))
              .toArray(Tensor[]::new);
      return scope.moveOut(Tensors.concatenate(0, tiles));
    }
  }

  private Tensor project(Tensor pixels) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(projector.apply(selection.features(tower, pixels)));
    }
  }
}
