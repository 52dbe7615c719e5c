package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.QwenImageProcessor;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.QwenVisionConfig;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.prompt.PromptLayout;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// What the vision-language models of the Qwen line have in common around their towers: pictures of
/// any size as grids of visual tokens, each looked at on its own, and positions on three axes.
final class QwenVl extends FamilyModel {
  private final QwenImageProcessor processor;
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
  QwenVl(
      ModelSettings settings,
      ModelWeights weights,
      TextPart textPart,
      ModelWeights textWeights,
      Tower tower) {
    super(settings, weights, settings.config().integer("image_token_id", 151655));
    JsonView config = settings.config();
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
    TextConfig textConfig = textPart.read(config);
    if (textConfig.hidden() != vision.output()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: the vision tower makes features of %d numbers, the decoder takes %d",
              vision.output(),
              textConfig.hidden()));
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
  public TextDecoder text() {
    return text;
  }

  @Override
  ImageInput input(RgbImage image) {
    return processor.input(image, placeholder);
  }

  @Override
  VisualFeatures features(ImageInput input) {
    try (Scope scope = new Scope()) {
      return tower.features(pixels(input), input.grid()).moveOut(scope);
    }
  }

  @Override
  public Positions positions(PromptLayout layout, List<ImageInput> inputs) {
    return Positions.onGrids(layout, inputs.stream().map(ImageInput::grid).toList());
  }
}
