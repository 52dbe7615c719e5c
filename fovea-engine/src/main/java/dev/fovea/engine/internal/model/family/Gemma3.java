package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.Gemma3ImageProcessor;
import dev.fovea.engine.internal.model.decoder.Gemma3TextConfig;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.nn.LayerNorm;
import dev.fovea.engine.internal.model.nn.RmsNorm;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tower.SiglipVisionConfig;
import dev.fovea.engine.internal.model.tower.SiglipVisionTower;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Gemma 3 (arXiv 2503.19786): a SigLIP tower whose features are averaged over squares of patches,
/// so that every picture takes the same number of tokens, in front of a decoder whose layers see a
/// window or everything, and whose image rows look at each other both ways.
final class Gemma3 extends FamilyModel {
  static final TextPart TEXT =
      TextPart.own(Gemma3TextConfig.TYPE, Gemma3TextConfig::from).tiedByDefault();

  private final Config config;
  private final String expansion;
  private final Gemma3ImageProcessor processor;
  private final SiglipVisionTower tower;
  private final LayerNorm towerNorm;
  private final RmsNorm featureNorm;
  private final Tensor projection;
  private final TextDecoder text;

  private Gemma3(Config config, ModelSettings settings, ModelWeights weights) {
    super(
        settings,
        weights,
        config.imageToken(),
        spelling(settings, "boi_token", config.beginToken()));
    this.config = config;
    checkTokens(settings);
    expansion =
        String.format(
            Locale.ROOT,
            "\n\n%s%s%s\n\n",
            placeholder,
            spelling(settings, "image_token", config.imageToken()).repeat(config.pooled().cells()),
            spelling(settings, "eoi_token", config.endToken()));
    processor =
        settings
            .preprocessor()
            .map(Gemma3ImageProcessor::from)
            .orElseGet(() -> Gemma3ImageProcessor.square(config.vision().imageSize()));
    SiglipVisionConfig vision = config.vision();
    ModelWeights towerWeights =
        weights.under(
            "vision_tower.vision_model.",
            "vision_tower.",
            "model.vision_tower.vision_model.",
            "model.vision_tower.");
    tower = new SiglipVisionTower(vision, vision.layers(), towerWeights);
    towerNorm = SiglipVisionTower.postNorm(vision, towerWeights);
    ModelWeights projector =
        weights.under("multi_modal_projector.", "model.multi_modal_projector.");
    featureNorm =
        RmsNorm.loadFromOne(projector, "mm_soft_emb_norm", vision.hidden(), vision.normEpsilon());
    projection =
        projector.get("mm_input_projection_weight", vision.hidden(), config.text().hidden());
    text = TextDecoder.besideTower(config.text(), weights);
  }

  static Gemma3 load(ModelSettings settings, ModelWeights weights) {
    return new Gemma3(Config.from(settings.config()), settings, weights);
  }

  /// What a Gemma 3 folder says about itself; defaults of `Gemma3Config`.
  ///
  /// @param beginToken what the chat template writes for a picture, and begins it
  /// @param endToken ends a picture
  /// @param tokensPerSide square root of `mm_tokens_per_image`, rounded down
  private record Config(
      TextConfig text,
      SiglipVisionConfig vision,
      int imageToken,
      int beginToken,
      int endToken,
      int tokensPerSide) {

    static Config from(JsonView json) {
      JsonView visionJson =
          json.objectIfPresent("vision_config").orElse(JsonView.empty("config.json"));
      if (!visionJson
          .string("model_type", SiglipVisionConfig.TYPE)
          .equals(SiglipVisionConfig.TYPE)) {
        throw visionJson.unsupported("model_type", SiglipVisionConfig.TYPE);
      }
      SiglipVisionConfig vision = SiglipVisionConfig.from(visionJson, SiglipVisionConfig.BASE);
      int side = (int) Math.sqrt(json.integer("mm_tokens_per_image", 256));
      if (side < 1 || side > vision.side()) {
        throw json.wrong(
            "mm_tokens_per_image",
            String.format(Locale.ROOT, "1 to %d, the patches of a picture", vision.positions()));
      }
      return new Config(
          TEXT.read(json),
          vision,
          token(json, "image_token", 262144),
          token(json, "boi_token", 255999),
          token(json, "eoi_token", 256000),
          side);
    }

    private static int token(JsonView json, String name, int otherwise) {
      return json.integer(name + "_index", json.integer(name + "_id", otherwise));
    }

    /// Patches along each side of a visual token.
    int pooling() {
      return vision.side() / tokensPerSide;
    }

    /// Visual tokens of a picture; patches that fill no token are left out.
    Grid pooled() {
      int side = vision.side() / pooling();
      return new Grid(side, side);
    }
  }

  /// The processor asks the tokenizer, not the model's configuration.
  private static String spelling(ModelSettings settings, String name, int id) {
    String token = settings.specials().byName().get(name);
    return token == null ? settings.token().apply(id) : token;
  }

  /// The processor writes as many tokens as its own settings say, whatever the model makes.
  private void checkTokens(ModelSettings settings) {
    String key = "image_seq_length";
    int made = config.pooled().cells();
    boolean written = settings.processor().has(key) || settings.preprocessor().isPresent();
    if (written && settings.processor().integer(key, 256) != made) {
      throw settings
          .processor()
          .wrong(
              key,
              String.format(
                  Locale.ROOT, "%d, the features that config.json makes of a picture", made));
    }
  }

  @Override
  public TextDecoder text() {
    return text;
  }

  @Override
  ImageInput input(RgbImage image) {
    PixelValues pixels = processor.process(image);
    Grid grid = config.pooled();
    SiglipVisionConfig vision = config.vision();
    double seen = grid.rows() * config.pooling() * vision.patchSize() / (double) vision.imageSize();
    return ImageInput.ofTiles(
        image, List.of(pixels), grid, expansion, new ImageArea(0, 0, seen, seen).cells(grid));
  }

  @Override
  VisualFeatures features(ImageInput input) {
    try (Scope scope = new Scope()) {
      Tensor patches = towerNorm.apply(tower.lastState(pixels(input)));
      Tensor pooled = pooled(patches);
      return new VisualFeatures(featureNorm.apply(pooled).squeeze(0).mm(projection)).moveOut(scope);
    }
  }

  /// `[1, patches, width]` to `[1, visual tokens, width]`: the mean over squares of patches.
  private Tensor pooled(Tensor patches) {
    try (Scope scope = new Scope()) {
      long side = config.vision().side();
      Tensor rows = patches.transpose(1, 2).reshape(1, patches.size(2), side, side);
      Tensor means = torch.avg_pool2d(rows, config.pooling());
      return scope.moveOut(means.flatten(2, 3).transpose(1, 2));
    }
  }
}
