package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.TilingImageProcessor;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.decoder.TextDefaults;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.nn.LayerNorm;
import dev.fovea.engine.internal.model.nn.PixelShuffle;
import dev.fovea.engine.internal.model.nn.TwoLayerProjector;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.FeatureSelection;
import dev.fovea.engine.internal.model.tower.InternVisionConfig;
import dev.fovea.engine.internal.model.tower.InternVisionTower;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// InternVL (arXiv 2312.14238, 2404.16821): a picture becomes tiles of its own proportions and one
/// of the whole; the patches of a tile are folded into a quarter as many, four times as wide,
/// projected, and take the place of image tokens in front of a decoder.
final class InternVl extends FamilyModel {
  private static final double PROJECTOR_NORM_EPSILON = 1e-5;

  static final TextPart TEXT = TextPart.named(TextDefaults.QWEN2).tiedByDefault();

  private final Config config;
  private final String begin;
  private final String end;
  private final TilingImageProcessor processor;
  private final InternVisionTower tower;
  private final LayerNorm norm;
  private final TwoLayerProjector projector;
  private final TextDecoder text;

  private InternVl(Config config, ModelSettings settings, ModelWeights weights) {
    super(settings, weights, config.imageToken());
    this.config = config;
    InternVisionConfig vision = config.vision();
    begin = settings.specials().byName().getOrDefault("start_image_token", "<img>");
    end = settings.specials().byName().getOrDefault("end_image_token", "</img>");
    processor =
        settings
            .preprocessor()
            .map(TilingImageProcessor::from)
            .orElseGet(() -> TilingImageProcessor.of(vision.imageHeight(), vision.imageWidth()));
    config.requireTokensFor(processor.tile().height(), processor.tile().width());
    tower =
        new InternVisionTower(
            vision, config.featureLayer(), weights.under("vision_tower.", "model.vision_tower."));
    ModelWeights projection =
        weights.under("multi_modal_projector.", "model.multi_modal_projector.");
    long folded = (long) vision.hidden() * config.fold() * config.fold();
    long hidden = config.text().hidden();
    norm = LayerNorm.load(projection, "layer_norm", folded, PROJECTOR_NORM_EPSILON);
    projector =
        TwoLayerProjector.load(projection, folded, hidden, config.projectorActivation(), true);
    text = TextDecoder.besideTower(config.text(), weights);
  }

  static InternVl load(ModelSettings settings, ModelWeights weights) {
    return new InternVl(Config.from(settings.config(), settings.processor()), settings, weights);
  }

  /// What an InternVL folder says about itself; defaults of `InternVLConfig`.
  ///
  /// @param tokensPerTile visual tokens that a tile takes in the prompt
  /// @param fold edge of the squares of patches that become one visual token
  /// @param featureLayer hidden state of the tower that the features are taken from
  /// @param lastLayer whether that is the tower's own result, behind its final norm
  private record Config(
      TextConfig text,
      InternVisionConfig vision,
      int imageToken,
      int tokensPerTile,
      int fold,
      int featureLayer,
      boolean lastLayer,
      boolean cropClassToken,
      String projectorActivation) {

    static Config from(JsonView json, JsonView processor) {
      InternVisionConfig vision =
          InternVisionConfig.from(
              json.objectIfPresent("vision_config")
                  .orElseGet(() -> JsonView.empty("config.json: vision_config")));
      String strategy = json.string("vision_feature_select_strategy", "default");
      if (!strategy.equals("default") && !strategy.equals("full")) {
        throw json.wrong("vision_feature_select_strategy", "default or full");
      }
      int layer = json.integer("vision_feature_layer", -1);
      double ratio = json.number("downsample_ratio", 0.5);
      int fold = (int) Math.round(1 / ratio);
      if (fold < 1 || Math.abs(fold * ratio - 1) > 1e-9) {
        throw json.wrong("downsample_ratio", "1 over a whole number, such as 0.5");
      }
      return new Config(
          TEXT.read(json),
          vision,
          json.integer("image_token_id", 151667),
          processor.integer("image_seq_length", json.integer("image_seq_length", 256)),
          fold,
          FeatureSelection.state(json, layer, vision.layers()),
          layer == -1,
          strategy.equals("default"),
          json.string("projector_hidden_act", "gelu"));
    }

    void requireTokensFor(int tileHeight, int tileWidth) {
      int rows = tileHeight / vision.patchSize();
      int columns = tileWidth / vision.patchSize();
      if (!cropClassToken) {
        throw new FoveaException(
            "config.json: vision_feature_select_strategy: expected default, found full: a class token has no place among folded patches");
      }
      if (rows % fold != 0 || columns % fold != 0 || rows != columns) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "tiles of %d x %d have %d x %d patches: expected as many rows as columns, a multiple of %d (downsample_ratio)",
                tileHeight,
                tileWidth,
                rows,
                columns,
                fold));
      }
      int features = rows / fold * (columns / fold);
      if (features != tokensPerTile) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "processor_config.json: image_seq_length: expected %d, the visual features of a tile, found %d",
                features,
                tokensPerTile));
      }
    }
  }

  @Override
  public TextDecoder text() {
    return text;
  }

  @Override
  ImageInput input(RgbImage image) {
    List<PixelValues> tiles = processor.process(image);
    Grid grid = processor.grid(image);
    int side = (int) Math.round(Math.sqrt(config.tokensPerTile()));
    List<ImageArea> areas = new ArrayList<>();
    ImageArea.WHOLE.cells(grid).forEach(tile -> areas.addAll(tile.cells(new Grid(side, side))));
    if (tiles.size() > grid.cells()) {
      areas.addAll(ImageArea.WHOLE.cells(new Grid(side, side)));
    }
    return ImageInput.ofTiles(
        image, tiles, grid, begin + placeholder.repeat(areas.size()) + end, areas);
  }

  @Override
  VisualFeatures features(ImageInput input) {
    try (Scope scope = new Scope()) {
      Tensor tiles = tileByTile(pixels(input), this::tileFeatures);
      return new VisualFeatures(tiles.flatten(0, 1)).moveOut(scope);
    }
  }

  private Tensor tileFeatures(Tensor pixels) {
    try (Scope scope = new Scope()) {
      Tensor states = tower.features(pixels);
      Tensor chosen = config.lastLayer() ? tower.normalise(states) : states;
      Tensor patches = chosen.narrow(1, 1, chosen.size(1) - 1);
      Tensor folded = norm.apply(PixelShuffle.fold(patches, config.fold()));
      return scope.moveOut(projector.apply(folded));
    }
  }
}
