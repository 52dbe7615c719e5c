package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.AnyResolutionImageProcessor;
import dev.fovea.engine.internal.image.processor.AnyResolutionSettings;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.decoder.TextDefaults;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.FeatureSelection;
import dev.fovea.engine.internal.model.tower.SiglipVisionConfig;
import dev.fovea.engine.internal.model.tower.VisionConfig;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;

/// LLaVA-OneVision (arXiv 2408.03326): as [LlavaNext], with SigLIP's tower and Qwen2's decoder. The
/// tokens of many tiles are shrunk to those of a few, and where there are several pictures, in
/// whatever turns, each is seen as a whole only.
final class LlavaOnevision extends FamilyModel {
  static final TextPart TEXT = TextPart.named(TextDefaults.QWEN2);

  private final Config config;
  private final AnyResolutionImageProcessor processor;
  private final LlavaVision vision;
  private final Tensor newline;
  private final TextDecoder text;

  private LlavaOnevision(Config config, ModelSettings settings, ModelWeights weights) {
    super(settings, weights, config.imageToken());
    this.config = config;
    TileSettings tiles =
        new TileSettings(settings, config.vision(), AnyResolutionSettings.LLAVA_ONEVISION);
    int side = config.vision().side();
    tiles.requireSame("num_image_tokens", side * side + tiles.uncounted());
    tiles.requireSame("vision_aspect_ratio", config.aspectRatio());
    processor = tiles.processor(OptionalInt.of(config.mostTiles()));
    long hidden = config.text().hidden();
    vision =
        new LlavaVision(settings.config(), config.vision(), config.selection(), hidden, weights);
    newline = weights.under("", "model.").get("image_newline", hidden);
    text = TextDecoder.besideTower(config.text(), weights);
  }

  static LlavaOnevision load(ModelSettings settings, ModelWeights weights) {
    return new LlavaOnevision(Config.from(settings.config()), settings, weights);
  }

  /// What a LLaVA-OneVision folder says about itself; defaults of `LlavaOnevisionConfig`.
  ///
  /// @param aspectRatio `anyres_max_N`, where N is the number of tiles whose tokens are not shrunk
  private record Config(
      TextConfig text,
      VisionConfig vision,
      int imageToken,
      FeatureSelection selection,
      String aspectRatio) {
    private static final String ASPECT_RATIO = "vision_aspect_ratio";
    private static final String ANY_RESOLUTION = "anyres_max_";

    static Config from(JsonView json) {
      VisionConfig vision = VisionConfig.from(json, SiglipVisionConfig.LARGE_384);
      FeatureSelection selection = FeatureSelection.from(json, vision, -1, true);
      selection.requirePatchesOnly(json, vision);
      String aspectRatio = json.string(ASPECT_RATIO, ANY_RESOLUTION + 9);
      if (!aspectRatio.matches(ANY_RESOLUTION + "[1-9][0-9]{0,5}")) {
        throw json.wrong(ASPECT_RATIO, "anyres_max_ and a number of tiles");
      }
      return new Config(
          TEXT.read(json),
          vision,
          json.integer("image_token_index", json.integer("image_token_id", 151646)),
          selection,
          aspectRatio);
    }

    int mostTiles() {
      return Integer.parseInt(aspectRatio.substring(ANY_RESOLUTION.length()));
    }
  }

  @Override
  public TextDecoder text() {
    return text;
  }

  @Override
  public List<ImageInput> inputs(List<RgbImage> images) {
    return images.stream()
        .map(image -> images.size() == 1 ? input(image) : processor.square(image, placeholder))
        .toList();
  }

  @Override
  ImageInput input(RgbImage image) {
    return processor.tiled(image, placeholder);
  }

  @Override
  VisualFeatures features(ImageInput input) {
    try (Scope scope = new Scope()) {
      Tensor seen = vision.features(pixels(input));
      if (seen.size(0) == 1) {
        return new VisualFeatures(Tensors.concatenate(0, seen.select(0, 0), newline.unsqueeze(0)))
            .moveOut(scope);
      }
      return new VisualFeatures(
              TileFeatures.join(
                  seen,
                  input.grid(),
                  config.vision().side(),
                  processor.tokens(input.width(), input.height(), input.grid()),
                  newline))
          .moveOut(scope);
    }
  }
}
