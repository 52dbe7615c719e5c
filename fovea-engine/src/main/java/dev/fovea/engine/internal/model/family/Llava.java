package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.ClipImageProcessor;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.ClipVisionConfig;
import dev.fovea.engine.internal.model.tower.FeatureSelection;
import dev.fovea.engine.internal.model.tower.VisionConfig;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import java.util.ArrayList;
import java.util.List;

/// LLaVA (arXiv 2304.08485, 2310.03744): a tower whose patch features pass a two-layer projector
/// and take the place of image tokens in front of a decoder of the Llama line.
final class Llava extends FamilyModel {
  static final TextPart TEXT = TextPart.LLAMA_LINE;

  private final Config config;
  private final ClipImageProcessor processor;
  private final LlavaVision vision;
  private final TextDecoder text;

  private Llava(Config config, ModelSettings settings, ModelWeights weights) {
    super(settings, weights, config.imageToken());
    this.config = config;
    processor =
        settings
            .preprocessor()
            .map(ClipImageProcessor::from)
            .orElseGet(() -> ClipImageProcessor.square(config.vision().imageSize()));
    vision =
        new LlavaVision(
            settings.config(),
            config.vision(),
            config.selection(),
            config.text().hidden(),
            weights);
    text = TextDecoder.besideTower(config.text(), weights);
  }

  static Llava load(ModelSettings settings, ModelWeights weights) {
    return new Llava(Config.from(settings.config()), settings, weights);
  }

  /// What a LLaVA folder says about itself; defaults of `LlavaConfig`.
  private record Config(
      TextConfig text, VisionConfig vision, int imageToken, FeatureSelection selection) {

    static Config from(JsonView json) {
      VisionConfig vision = VisionConfig.from(json, ClipVisionConfig.LARGE_336);
      return new Config(
          TEXT.read(json),
          vision,
          json.integer("image_token_index", json.integer("image_token_id", 32000)),
          FeatureSelection.from(json, vision, -2, false));
    }
  }

  @Override
  public TextDecoder text() {
    return text;
  }

  @Override
  ImageInput input(RgbImage image) {
    PixelValues pixels = processor.process(image);
    int side = config.vision().side();
    Grid grid = new Grid(side, side);
    List<ImageArea> areas = new ArrayList<>();
    if (config.vision().positions() > grid.cells()) {
      areas.add(ImageArea.WHOLE); // the class token
    }
    int seen = side * config.vision().patchSize();
    areas.addAll(processor.seenArea(image, seen, seen).cells(grid));
    if (config.selection().withoutFirst()) {
      areas.removeFirst();
    }
    return ImageInput.ofTiles(
        image, List.of(pixels), grid, placeholder.repeat(areas.size()), areas);
  }

  @Override
  VisualFeatures features(ImageInput input) {
    try (Scope scope = new Scope()) {
      return new VisualFeatures(vision.features(pixels(input)).flatten(0, 1)).moveOut(scope);
    }
  }
}
