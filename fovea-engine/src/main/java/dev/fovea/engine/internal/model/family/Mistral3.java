package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.PixtralImageProcessor;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.decoder.TextDefaults;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.nn.Linear;
import dev.fovea.engine.internal.model.nn.RmsNorm;
import dev.fovea.engine.internal.model.nn.TwoLayerProjector;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.PixtralVisionConfig;
import dev.fovea.engine.internal.model.tower.PixtralVisionTower;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// Mistral 3 (Mistral Small 3.1): Pixtral's tower (arXiv 2410.07073) sees pictures in their own
/// proportions, square blocks of its patches are merged by a learned map, and a two-layer projector
/// takes them to a decoder of the Mistral line. Every row of visual tokens ends with a token of its
/// own.
final class Mistral3 extends FamilyModel {
  static final TextPart TEXT = TextPart.named(TextDefaults.MISTRAL).tiedByDefault();

  private final Config config;
  private final String rowEnd;
  private final String imageEnd;
  private final PixtralImageProcessor processor;
  private final PixtralVisionTower tower;
  private final RmsNorm norm;
  private final Linear merger;
  private final TwoLayerProjector projector;
  private final TextDecoder text;

  private Mistral3(Config config, ModelSettings settings, ModelWeights weights) {
    super(settings, weights, config.imageToken());
    this.config = config;
    rowEnd = settings.processor().string("image_break_token", "[IMG_BREAK]");
    imageEnd = settings.processor().string("image_end_token", "[IMG_END]");
    settings.preprocessor().ifPresent(_ -> config.requireFitting(settings.processor()));
    processor =
        settings
            .preprocessor()
            .map(json -> PixtralImageProcessor.from(json, config.unit()))
            .orElseGet(
                () -> PixtralImageProcessor.fitting(config.vision().imageSize(), config.unit()));
    tower =
        new PixtralVisionTower(
            config.vision(),
            config.featureLayer(),
            weights.under("vision_tower.", "model.vision_tower."));
    ModelWeights projection =
        weights.under("multi_modal_projector.", "model.multi_modal_projector.");
    long visual = config.vision().hidden();
    long hidden = config.text().hidden();
    norm = RmsNorm.load(projection, "norm", visual, config.text().normEpsilon());
    merger =
        Linear.load(
            projection,
            "patch_merger.merging_layer",
            visual,
            visual * config.merge() * config.merge(),
            false);
    projector =
        TwoLayerProjector.load(
            projection, visual, hidden, config.projectorActivation(), config.projectorBias());
    text = TextDecoder.besideTower(config.text(), weights);
  }

  static Mistral3 load(ModelSettings settings, ModelWeights weights) {
    return new Mistral3(Config.from(settings.config()), settings, weights);
  }

  /// What a folder says about itself; defaults of `Mistral3Config`.
  ///
  /// @param merge patches along each side of the block that becomes one visual token
  /// @param featureLayer hidden state of the tower that the features are, counted from 0
  private record Config(
      TextConfig text,
      PixtralVisionConfig vision,
      int imageToken,
      int merge,
      int featureLayer,
      String projectorActivation,
      boolean projectorBias) {
    private static final String LAYER = "vision_feature_layer";
    private static final String PATCH = "patch_size";
    private static final String MERGE = "spatial_merge_size";

    static Config from(JsonView json) {
      PixtralVisionConfig vision =
          json.objectIfPresent("vision_config")
              .map(PixtralVisionConfig::from)
              .orElse(PixtralVisionConfig.MISTRAL3);
      int merge = json.integer(MERGE, 2);
      if (merge < 1) {
        throw json.wrong(MERGE, "1 or more");
      }
      return new Config(
          TEXT.read(json),
          vision,
          json.integer("image_token_index", json.integer("image_token_id", 10)),
          merge,
          featureLayer(json, vision.layers()),
          json.string("projector_hidden_act", "gelu"),
          json.bool("multimodal_projector_bias", false));
    }

    /// The projector's norm is as wide as one hidden state.
    private static int featureLayer(JsonView json, int layers) {
      List<Integer> chosen = json.has(LAYER) ? json.integers(LAYER) : List.of(-1);
      int layer = chosen.isEmpty() ? layers + 1 : chosen.getFirst();
      int index = layer < 0 ? layers + 1 + layer : layer;
      if (chosen.size() != 1 || index < 0 || index > layers) {
        throw json.wrong(
            LAYER,
            String.format(Locale.ROOT, "one hidden state from %d to %d", -layers - 1, layers));
      }
      return index;
    }

    /// Height and width of a visual token, in pixels.
    int unit() {
      return Math.multiplyExact(vision.patchSize(), merge);
    }

    /// The processor counts the tokens of a picture by numbers of its own.
    void requireFitting(JsonView processor) {
      int patch = processor.integer(PATCH, 16);
      int merged = processor.integer(MERGE, 1);
      if ((long) patch * merged != unit()) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "processor_config.json: %s %d and %s %d: expected %d and %d, as config.json has them",
                PATCH,
                patch,
                MERGE,
                merged,
                vision.patchSize(),
                merge));
      }
    }
  }

  @Override
  public TextDecoder text() {
    return text;
  }

  @Override
  ImageInput input(RgbImage image) {
    PixelValues pixels = processor.process(image);
    Grid tokens = processor.tokens(pixels);
    String row = placeholder.repeat(tokens.columns());
    ImageArea seen =
        new ImageArea(
            0,
            0,
            (double) tokens.columns() * config.unit() / pixels.width(),
            (double) tokens.rows() * config.unit() / pixels.height());
    return ImageInput.ofTiles(
        image,
        List.of(pixels),
        tokens,
        (row + rowEnd).repeat(tokens.rows() - 1) + row + imageEnd,
        seen.cells(tokens));
  }

  @Override
  VisualFeatures features(ImageInput input) {
    try (Scope scope = new Scope()) {
      Tensor state = norm.apply(tower.lastState(pixels(input)));
      Tensor merged = merger.apply(blocks(state, input));
      return new VisualFeatures(projector.apply(merged)).moveOut(scope);
    }
  }

  /// The patches of each visual token side by side: `[1, patches, hidden]` to `[tokens, hidden *
  /// merge * merge]`, feature by feature, each row by row; patches that fill no block are dropped.
  private Tensor blocks(Tensor state, ImageInput input) {
    try (Scope scope = new Scope()) {
      long merge = config.merge();
      long hidden = state.size(2);
      Grid tokens = input.grid();
      long rows = input.shape()[2] / config.vision().patchSize();
      long columns = input.shape()[3] / config.vision().patchSize();
      return scope.moveOut(
          state
              .view(rows, columns, hidden)
              .narrow(0, 0, tokens.rows() * merge)
              .narrow(1, 0, tokens.columns() * merge)
              .reshape(tokens.rows(), merge, tokens.columns(), merge, hidden)
              .permute(0, 2, 4, 1, 3)
              .reshape(tokens.cells(), hidden * merge * merge));
    }
  }
}
