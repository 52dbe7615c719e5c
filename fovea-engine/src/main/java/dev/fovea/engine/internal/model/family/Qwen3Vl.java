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
import dev.fovea.engine.internal.model.tower.InterpolatedPositions;
import dev.fovea.engine.internal.model.tower.QwenMerger;
import dev.fovea.engine.internal.model.tower.QwenPatchEmbedding;
import dev.fovea.engine.internal.model.tower.QwenVisionBlock;
import dev.fovea.engine.internal.model.tower.QwenVisionConfig;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Qwen3-VL (arXiv 2511.21631): learned positions beside the rotary ones, and features of several
/// layers of the tower, each added behind another layer of the decoder (DeepStack, arXiv
/// 2406.04334).
final class Qwen3Vl implements QwenVl.Tower {
  /// The decoder, of a class of its own (`Qwen3VLTextConfig`).
  static final TextPart TEXT =
      TextPart.own(
          new TextDefaults(
              "qwen3_vl_text",
              new TextDefaults.Sizes(151936, 4096, 22016, 32, 32, 128000, 1e-6, 5e5)
                  .withKeyHeads(32)
                  .withHeadDimension(128),
              new TextDefaults.Parts(TextDefaults.Bias.WRITTEN, false, true, false),
              new TextDefaults.Window.None(),
              List.of(24, 20, 20),
              true));

  private final QwenVisionConfig config;
  private final List<Integer> deepLayers;
  private final QwenPatchEmbedding patchEmbedding;
  private final InterpolatedPositions positions;
  private final List<QwenVisionBlock> blocks;
  private final QwenMerger merger;
  private final List<QwenMerger> deepMergers;

  private Qwen3Vl(JsonView json, ModelWeights weights) {
    config = config(json);
    deepLayers =
        json.has("deepstack_visual_indexes")
            ? json.integers("deepstack_visual_indexes")
            : List.of(8, 16, 24);
    patchEmbedding = QwenPatchEmbedding.load(config, weights, true);
    positions =
        InterpolatedPositions.load(
            weights, "pos_embed", json.integer("num_position_embeddings", 2304), config.hidden());
    blocks =
        IntStream.range(0, config.layers())
            .mapToObj(i -> weights.child("blocks." + i + "."))
            .map(layer -> QwenVisionBlock.plain(config, layer, "mlp.linear_fc1", "mlp.linear_fc2"))
            .toList();
    merger = merger(weights.child("merger."), config.hidden());
    deepMergers =
        IntStream.range(0, deepLayers.size())
            .mapToObj(
                i -> merger(weights.child("deepstack_merger_list." + i + "."), config.joined()))
            .toList();
  }

  /// @param normed features that the norm takes together: those of a patch, or of a visual token
  private QwenMerger merger(ModelWeights weights, int normed) {
    LayerNorm norm = LayerNorm.load(weights, "norm", normed, NORM_EPSILON);
    return QwenMerger.load(config, weights, norm::apply, "linear_fc1", "linear_fc2");
  }

  static VisionLanguageModel load(ModelSettings settings, ModelWeights weights) {
    JsonView vision = QwenVisionConfig.section(settings.config());
    return new QwenVl(
        settings,
        weights,
        TEXT,
        weights.under("model.language_model."),
        new Qwen3Vl(vision, weights.under("model.visual.")));
  }

  private static QwenVisionConfig config(JsonView json) {
    return QwenVisionConfig.from(
        json,
        new QwenVisionConfig.Own(
            27,
            json.integer("hidden_size", 1152),
            json.integer("intermediate_size", 4304),
            json.integer("out_hidden_size", 3584),
            16,
            "gelu_pytorch_tanh"));
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
      List<Tensor> deep = new ArrayList<>();
      Tensor hidden = patchEmbedding.apply(patches).add(positions.of(order));
      for (int layer = 0; layer < blocks.size(); layer++) {
        hidden = blocks.get(layer).forward(hidden, rotation, wholePicture);
        int index = deepLayers.indexOf(layer);
        if (index >= 0) {
          deep.add(deepMergers.get(index).apply(hidden.view(1, -1, config.joined())));
        }
      }
      return new VisualFeatures(merger.apply(hidden), deep).moveOut(scope);
    }
  }
}
