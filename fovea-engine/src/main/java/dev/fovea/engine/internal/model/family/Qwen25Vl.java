package dev.fovea.engine.internal.model.family;

import static dev.fovea.engine.internal.model.tower.QwenVisionConfig.NORM_EPSILON;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.internal.image.processor.PatchOrder;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.nn.GatedFeedForward;
import dev.fovea.engine.internal.model.nn.RmsNorm;
import dev.fovea.engine.internal.model.rope.AxialRotation;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.QwenMerger;
import dev.fovea.engine.internal.model.tower.QwenPatchEmbedding;
import dev.fovea.engine.internal.model.tower.QwenVisionBlock;
import dev.fovea.engine.internal.model.tower.QwenVisionConfig;
import dev.fovea.engine.internal.model.tower.VisionWindows;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.json.JsonView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Qwen2.5-VL (arXiv 2502.13923): the tower of Qwen2-VL with the norms and gated networks of a
/// decoder, in which most layers look only inside windows.
final class Qwen25Vl implements QwenVl.Tower {
  /// The decoder, of a class of its own (`Qwen2_5_VLTextConfig`).
  static final TextPart TEXT = Qwen2Vl.text("qwen2_5_vl_text");

  private final QwenVisionConfig config;
  private final int windowSide;
  private final Set<Integer> fullLayers;
  private final QwenPatchEmbedding patchEmbedding;
  private final List<QwenVisionBlock> blocks;
  private final QwenMerger merger;

  private Qwen25Vl(JsonView json, ModelWeights weights) {
    config = config(json);
    windowSide = json.integer("window_size", 112) / config.mergeSize() / config.patchSize();
    if (windowSide < 1) {
      throw json.wrong(
          "window_size", "the pixels of one visual token or more, " + config.tokenSide());
    }
    fullLayers =
        json.has("fullatt_block_indexes")
            ? new HashSet<>(json.integers("fullatt_block_indexes"))
            : Set.of(7, 15, 23, 31);
    patchEmbedding = QwenPatchEmbedding.load(config, weights, false);
    blocks =
        IntStream.range(0, config.layers())
            .mapToObj(i -> block(config, weights.child("blocks." + i + ".")))
            .toList();
    RmsNorm norm = RmsNorm.load(weights, "merger.ln_q", config.hidden(), NORM_EPSILON);
    merger = QwenMerger.load(config, weights, norm::apply, "merger.mlp.0", "merger.mlp.2");
  }

  private static QwenVisionBlock block(QwenVisionConfig config, ModelWeights weights) {
    long hidden = config.hidden();
    RmsNorm attentionNorm = RmsNorm.load(weights, "norm1", hidden, NORM_EPSILON);
    RmsNorm feedForwardNorm = RmsNorm.load(weights, "norm2", hidden, NORM_EPSILON);
    GatedFeedForward feedForward =
        GatedFeedForward.load(
            weights.child("mlp."), hidden, config.intermediate(), config.activation(), true);
    return new QwenVisionBlock(
        config, weights, attentionNorm::apply, feedForwardNorm::apply, feedForward::apply);
  }

  static VisionLanguageModel load(ModelSettings settings, ModelWeights weights) {
    JsonView vision = QwenVisionConfig.section(settings.config());
    return new QwenVl(
        settings,
        weights,
        TEXT,
        weights.under("model.", "model.language_model."),
        new Qwen25Vl(vision, weights.under("visual.", "model.visual.")));
  }

  private static QwenVisionConfig config(JsonView json) {
    return QwenVisionConfig.from(
        json,
        new QwenVisionConfig.Own(
            32,
            json.integer("hidden_size", 3584),
            json.integer("intermediate_size", 3420),
            json.integer("out_hidden_size", 3584),
            14,
            "silu"));
  }

  @Override
  public QwenVisionConfig config() {
    return config;
  }

  /// Runs in the order of the windows, and puts the features back into that of the picture.
  @Override
  public VisualFeatures features(Tensor patches, Grid tokens) {
    try (Scope scope = new Scope()) {
      VisionWindows windows = VisionWindows.of(tokens, windowSide);
      int each = config.mergeSize() * config.mergeSize();
      int[] rows = windows.patches(each);
      List<Integer> inWindows = windows.sizes().stream().map(size -> size * each).toList();
      List<Integer> wholePicture = List.of(rows.length);
      Rotation rotation =
          AxialRotation.of(
              PatchOrder.of(tokens, config.mergeSize()).select(rows),
              config.headDimension(),
              config.theta(),
              patches.device());
      Tensor hidden =
          patchEmbedding.apply(patches.index_select(0, Tensors.indices(rows, patches.device())));
      for (int layer = 0; layer < blocks.size(); layer++) {
        List<Integer> seen = fullLayers.contains(layer) ? wholePicture : inWindows;
        hidden = blocks.get(layer).forward(hidden, rotation, seen);
      }
      Tensor places = Tensors.indices(windows.places(), patches.device());
      return new VisualFeatures(merger.apply(hidden).index_select(0, places)).moveOut(scope);
    }
  }
}
