package dev.fovea.engine.model;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.text.PromptLayout;
import dev.fovea.engine.vision.Grid;
import dev.fovea.engine.vision.ImageInput;
import dev.fovea.engine.vision.QwenImageProcessor;
import dev.fovea.engine.vision.RgbImage;
import dev.fovea.engine.weights.JsonView;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// What the vision-language models of the Qwen line have in common around their towers: pictures of
/// any size as grids of visual tokens, each looked at on its own, and positions on three axes.
final class QwenVl implements VisionLanguageModel {
  private final String family;
  private final int imageToken;
  private final String placeholder;
  private final QwenImageProcessor processor;
  private final ModelWeights weights;
  private final Tower tower;
  private final TextDecoder text;

  /// What one family does otherwise than the others.
  interface Tower {

    /// Shape of the tower.
    QwenVisionConfig config();

    /// Features of one picture.
    ///
    /// @param patches `[n, channels * frames * patch * patch]`
    /// @param tokens visual tokens in rows and columns
    VisualFeatures features(Tensor patches, Grid tokens);
  }

  /// @param textWeights those of the decoder, the output projection left out
  QwenVl(ModelSettings settings, ModelWeights weights, ModelWeights textWeights, Tower tower) {
    JsonView config = settings.config();
    family = config.string("model_type");
    imageToken = config.integer("image_token_id", 151655);
    placeholder = settings.token().apply(imageToken);
    this.weights = weights;
    this.tower = tower;
    QwenVisionConfig vision = tower.config();
    settings.preprocessor().ifPresent(preprocessor -> requireFitting(preprocessor, vision));
    processor =
        settings
            .preprocessor()
            .map(QwenImageProcessor::from)
            .orElseGet(() ->
                QwenImageProcessor.fitting(
                    vision.patchSize(), vision.mergeSize(), vision.frames()));
    TextConfig textConfig = TextConfig.of(config);
    if (textConfig.hidden() != vision.output()) {
      throw new FoveaException(
          "config.json: the vision tower makes features of %d numbers, the decoder takes %d"
              .formatted(vision.output(), textConfig.hidden()));
    }
    text = new TextDecoder(textConfig, textWeights, weights);
  }

  private static void requireFitting(JsonView preprocessor, QwenVisionConfig vision) {
    QwenImageProcessor processor = QwenImageProcessor.from(preprocessor);
    requireSame(preprocessor, "patch_size", processor.patchSize(), vision.patchSize());
    requireSame(preprocessor, "merge_size", processor.mergeSize(), vision.mergeSize());
    requireSame(preprocessor, "temporal_patch_size", processor.frames(), vision.frames());
  }

  private static void requireSame(JsonView preprocessor, String key, int here, int ofTower) {
    if (here != ofTower) {
      throw preprocessor.wrong(key, ofTower + ", as vision_config of config.json has it");
    }
  }

  @Override
  public String family() {
    return family;
  }

  @Override
  public TextDecoder text() {
    return text;
  }

  @Override
  public int imageTokenId() {
    return imageToken;
  }

  @Override
  public String imagePlaceholder() {
    return placeholder;
  }

  @Override
  public List<ImageInput> inputs(List<RgbImage> images) {
    return images.stream().map(image -> processor.input(image, placeholder)).toList();
  }

  @Override
  public VisualFeatures features(List<ImageInput> inputs) {
    try (Scope scope = new Scope()) {
      List<VisualFeatures> pictures = inputs.stream().map(this::features).toList();
      List<Tensor> deep = new ArrayList<>();
      for (int level = 0; level < pictures.getFirst().deep().size(); level++) {
        int index = level;
        deep.add(joined(pictures.stream().map(picture -> picture.deep().get(index)).toList()));
      }
      Tensor embeddings = joined(pictures.stream().map(VisualFeatures::embeddings).toList());
      return new VisualFeatures(embeddings, deep).moveOut(scope);
    }
  }

  private VisualFeatures features(ImageInput input) {
    try (Scope scope = new Scope()) {
      Tensor patches = Tensors.of(input.values(), weights.device(), input.shape());
      return tower.features(patches.to(weights.dtype()), input.grid()).moveOut(scope);
    }
  }

  private static Tensor joined(List<Tensor> pictures) {
    return Tensors.concatenate(0, pictures.toArray(Tensor[]::new));
  }

  @Override
  public Positions positions(PromptLayout layout, List<ImageInput> inputs) {
    return Positions.onGrids(layout, inputs.stream().map(ImageInput::grid).toList());
  }

  @Override
  public long weightBytes() {
    return weights.bytes();
  }

  @Override
  public void close() {
    weights.close();
  }
}
