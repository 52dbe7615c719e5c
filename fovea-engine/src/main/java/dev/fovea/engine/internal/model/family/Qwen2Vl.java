package dev.fovea.engine.internal.model.family;

import static dev.fovea.engine.internal.model.tower.QwenVisionConfig.NORM_EPSILON;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.internal.image.processor.PatchOrder;
import dev.fovea.engine.internal.model.decoder.TextDefaults;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.nn.LayerNorm;
import dev.fovea.engine.internal.model.rope.AxialRotation;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.QwenMerger;
import dev.fovea.engine.internal.model.tower.QwenPatchEmbedding;
import dev.fovea.engine.internal.model.tower.QwenVisionBlock;
import dev.fovea.engine.internal.model.tower.QwenVisionConfig;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Qwen2-VL (arXiv 2409.12191): a vision transformer with rotary positions takes a picture in its
/// own proportions; two by two of its patches are merged into one visual token.
final class Qwen2Vl implements QwenVl.Tower {
  /// The decoder, of a class of its own (`Qwen2VLTextConfig`).
  static final TextPart TEXT = text("qwen2_vl_text");

  private final QwenVisionConfig config;
  private final QwenPatchEmbedding patchEmbedding;
  private final List<QwenVisionBlock> blocks;
  private final QwenMerger merger;

  private Qwen2Vl(QwenVisionConfig config, ModelWeights weights) {
    this.config = config;
    patchEmbedding = QwenPatchEmbedding.load(config, weights, false);
    blocks =
        IntStream.range(0, config.layers())
            .mapToObj(i -> weights.child("blocks." + i + "."))
            .map(layer -> QwenVisionBlock.plain(config, layer, "mlp.fc1", "mlp.fc2"))
            .toList();
    LayerNorm norm = LayerNorm.load(weights, "merger.ln_q", config.hidden(), NORM_EPSILON);
    merger = QwenMerger.load(config, weights, norm::apply, "merger.mlp.0", "merger.mlp.2");
  }

  /// The decoder of this family and of Qwen2.5-VL, whose classes differ in their names alone.
  static TextPart text(String type) {
    return TextPart.own(
            new TextDefaults(
                type,
                new TextDefaults.Sizes(152064, 8192, 29568, 80, 64, 32768, 1e-5, 1e6)
                    .withKeyHeads(8)
                    .withHeadsThatFill(),
                new TextDefaults.Parts(TextDefaults.Bias.QUERY_KEY_VALUE, false, false, true),
                new TextDefaults.Window.From(80),
                List.of(16, 24, 24),
                false))
        .flatInHub();
  }

  static VisionLanguageModel load(ModelSettings settings, ModelWeights weights) {
    QwenVisionConfig config = config(QwenVisionConfig.section(settings.config()));
    return new QwenVl(
        settings,
        weights,
        TEXT,
        weights.under("model.", "model.language_model."),
        new Qwen2Vl(config, weights.under("visual.", "model.visual.")));
  }

  /// Here `hidden_size` is the width of the features, `embed_dim` that of the tower.
  private static QwenVisionConfig config(JsonView json) {
    int hidden = json.integer("embed_dim", 1280);
    return QwenVisionConfig.from(
        json,
        new QwenVisionConfig.Own(
            32,
            hidden,
            (int) (hidden * json.number("mlp_ratio", 4)),
            json.integer("hidden_size", 3584),
            14,
            "quick_gelu"));
  }

  @Override
  public QwenVisionConfig config() {
    return config;
  }

  @Override
  public VisualFeatures features(Tensor patches, Grid tokens) {
    try (Scope scope = new Scope()) {
      PatchOrder order = PatchOrder.of(tokens, config.mergeSize());
      Rotation rotation =
          AxialRotation.of(order, config.headDimension(), config.theta(), patches.device());
      List<Integer> wholePicture = List.of(order.size());
      Tensor hidden = patchEmbedding.apply(patches);
      for (QwenVisionBlock block : blocks) {
        hidden = block.forward(hidden, rotation, wholePicture);
      }
      return new VisualFeatures(merger.apply(hidden)).moveOut(scope);
    }
  }
}
