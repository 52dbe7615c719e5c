package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.AnyResolutionImageProcessor;
import dev.fovea.engine.internal.image.processor.AnyResolutionSettings;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.ClipVisionConfig;
import dev.fovea.engine.internal.model.tower.FeatureSelection;
import dev.fovea.engine.internal.model.tower.VisionConfig;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;

/// LLaVA-NeXT (LLaVA 1.6): as [Llava], but a picture of any resolution is seen as a whole and in
/// tiles; the rows of patches of all tiles together end with a learned newline.
final class LlavaNext extends FamilyModel {
  static final TextPart TEXT = TextPart.LLAMA_LINE;

  private final Config config;
  private final AnyResolutionImageProcessor processor;
  private final LlavaVision vision;
  private final Tensor newline;
  private final TextDecoder text;

  private LlavaNext(Config config, ModelSettings settings, ModelWeights weights) {
    super(settings, weights, config.imageToken());
    this.config = config;
    TileSettings tiles =
        new TileSettings(settings, config.vision(), AnyResolutionSettings.LLAVA_NEXT);
    tiles.requireSame("patch_size", config.vision().patchSize());
    tiles.requireSame("num_additional_image_tokens", tiles.uncounted());
    processor = tiles.processor(OptionalInt.empty());
    long hidden = config.text().hidden();
    vision =
        new LlavaVision(settings.config(), config.vision(), config.selection(), hidden, weights);
    newline = weights.under("", "model.").get("image_newline", hidden);
    text = TextDecoder.besideTower(config.text(), weights);
  }

  static LlavaNext load(ModelSettings settings, ModelWeights weights) {
    return new LlavaNext(Config.from(settings.config()), settings, weights);
  }

  /// What a LLaVA-NeXT folder says about itself; defaults of `LlavaNextConfig`.
  private record Config(
      TextConfig text, VisionConfig vision, int imageToken, FeatureSelection selection) {

    static Config from(JsonView json) {
      VisionConfig vision = VisionConfig.from(json, ClipVisionConfig.LARGE_336);
      FeatureSelection selection = FeatureSelection.from(json, vision, -2, false);
      selection.requirePatchesOnly(json, vision);
      return new Config(
          TEXT.read(json),
          vision,
          json.integer("image_token_index", json.integer("image_token_id", 32000)),
          selection);
    }
  }

  @Override
  public TextDecoder text() {
    return text;
  }

  @Override
  ImageInput input(RgbImage image) {
    return processor.tiled(image, placeholder);
  }

  @Override
  VisualFeatures features(ImageInput input) {
    try (Scope scope = new Scope()) {
      return new VisualFeatures(
              TileFeatures.join(
                  vision.features(pixels(input)),
                  input.grid(),
                  config.vision().side(),
                  processor.tokens(input.width(), input.height(), input.grid()),
                  newline))
          .moveOut(scope);
    }
  }
}
