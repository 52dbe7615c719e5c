package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.Idefics3ImageProcessor;
import dev.fovea.engine.internal.image.processor.Idefics3ImageProcessor.Tiles;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.nn.LayerNorm;
import dev.fovea.engine.internal.model.nn.Linear;
import dev.fovea.engine.internal.model.nn.PixelShuffle;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.FractionalPositions;
import dev.fovea.engine.internal.model.tower.SiglipVisionConfig;
import dev.fovea.engine.internal.model.tower.SiglipVisionTower;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// Idefics3 (arXiv 2408.12637), and SmolVLM (arXiv 2504.05299), which is the same network: SigLIP's
/// tower sees a picture tile by tile and then as a whole, square blocks of its patches are joined
/// (pixel shuffle), and one linear map takes them to a decoder of the Llama line.
final class Idefics3 extends FamilyModel {
  private static final String AROUND = "<fake_token_around_image>";
  private static final String GLOBAL = "<global-img>";

  static final TextPart TEXT = TextPart.LLAMA_LINE;

  private final Config config;
  private final Idefics3ImageProcessor processor;
  private final Grid tokens;
  private final SiglipVisionTower tower;
  private final LayerNorm norm;
  private final Linear projection;
  private final TextDecoder text;

  private Idefics3(Config config, ModelSettings settings, ModelWeights weights) {
    super(settings, weights, config.imageToken());
    this.config = config;
    processor =
        settings
            .preprocessor()
            .map(Idefics3ImageProcessor::from)
            .orElseGet(() -> Idefics3ImageProcessor.tiles(config.vision().imageSize()));
    tokens = config.tokens(processor.tile());
    if (settings.preprocessor().isPresent()
        && settings.processor().integer("image_seq_len", 169) != tokens.cells()) {
      throw settings
          .processor()
          .wrong("image_seq_len", tokens.cells() + ", the visual tokens of a tile");
    }
    ModelWeights vision = weights.under("model.vision_model.");
    tower = new SiglipVisionTower(config.vision(), config.vision().layers(), vision);
    norm = SiglipVisionTower.postNorm(config.vision(), vision);
    projection =
        Linear.load(
            weights.under("model.connector."),
            "modality_projection.proj",
            config.text().hidden(),
            (long) config.vision().hidden() * config.scale() * config.scale(),
            false);
    text = new TextDecoder(config.text(), weights.under("model.text_model."), weights.under(""));
  }

  static Idefics3 load(ModelSettings settings, ModelWeights weights) {
    return new Idefics3(Config.from(settings.config()), settings, weights);
  }

  /// What a folder says about itself; defaults of `Idefics3Config`.
  ///
  /// @param scale patches along each side of the block that becomes one visual token
  private record Config(TextConfig text, SiglipVisionConfig vision, int imageToken, int scale) {

    static Config from(JsonView json) {
      int scale = json.integer("scale_factor", 2);
      if (scale < 1) {
        throw json.wrong("scale_factor", "1 or more");
      }
      return new Config(
          TEXT.read(json),
          json.objectIfPresent("vision_config")
              .map(vision -> SiglipVisionConfig.from(vision, SiglipVisionConfig.IDEFICS3))
              .orElse(SiglipVisionConfig.IDEFICS3),
          json.integer("image_token_id", 128257),
          scale);
    }

    /// Rows and columns of visual tokens in a tile.
    Grid tokens(int tile) {
      int patches = tile / vision.patchSize();
      if (patches == 0 || patches % scale != 0) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "config.json: scale_factor %d: expected a divisor of %d, the patches of %d pixels along a tile of %d",
                scale,
                patches,
                vision.patchSize(),
                tile));
      }
      return new Grid(patches / scale, patches / scale);
    }
  }

  @Override
  public TextDecoder text() {
    return text;
  }

  @Override
  ImageInput input(RgbImage image) {
    Tiles tiles = processor.process(image);
    List<ImageArea> areas = new ArrayList<>();
    if (tiles.grid().cells() > 1) {
      ImageArea.WHOLE.cells(tiles.grid()).forEach(tile -> areas.addAll(areas(tile)));
    }
    areas.addAll(areas(ImageArea.WHOLE));
    return ImageInput.ofTiles(image, tiles.values(), tiles.grid(), expansion(tiles), areas);
  }

  /// What the tokens of a tile show; pixels that fill no patch belong to none.
  private List<ImageArea> areas(ImageArea tile) {
    int patches = tokens.rows() * config.scale();
    double seen = (double) patches * config.vision().patchSize() / processor.tile();
    return new ImageArea(
            tile.left(),
            tile.top(),
            tile.left() + seen * (tile.right() - tile.left()),
            tile.top() + seen * (tile.bottom() - tile.top()))
        .cells(tokens);
  }

  private String expansion(Tiles tiles) {
    String visual = placeholder.repeat(tokens.cells());
    StringBuilder text = new StringBuilder();
    if (tiles.grid().cells() > 1) {
      for (int row = 1; row <= tiles.grid().rows(); row++) {
        for (int column = 1; column <= tiles.grid().columns(); column++) {
          text.append(AROUND + "<row_" + row + "_col_" + column + ">" + visual);
        }
        text.append('\n');
      }
      text.append('\n');
    }
    return text.append(AROUND + GLOBAL + visual + AROUND).toString();
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
      int rows = Math.toIntExact(pixels.size(2)) / config.vision().patchSize();
      int columns = Math.toIntExact(pixels.size(3)) / config.vision().patchSize();
      int[] positions = FractionalPositions.of(rows, columns, config.vision().side());
      Tensor state = norm.apply(tower.lastState(pixels, positions));
      return scope.moveOut(projection.apply(PixelShuffle.fold(state, config.scale())));
    }
  }
}
