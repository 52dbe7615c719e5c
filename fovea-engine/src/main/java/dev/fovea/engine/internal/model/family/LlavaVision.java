package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.internal.model.nn.TwoLayerProjector;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.FeatureSelection;
import dev.fovea.engine.internal.model.tower.VisionConfig;
import dev.fovea.engine.internal.model.tower.VisionTower;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import org.bytedeco.pytorch.Tensor;

/// What all LLaVA models see with: a tower, the choice of its hidden states, and a projector.
final class LlavaVision {
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

  /// Projected features `[tiles, positions, hidden]`.
  ///
  /// @param tiles `[tiles, channels, image size, image size]` in the working dtype
  Tensor features(Tensor tiles) {
    return FamilyModel.tileByTile(tiles, this::project);
  }

  private Tensor project(Tensor pixels) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(projector.apply(selection.features(tower, pixels)));
    }
  }
}
