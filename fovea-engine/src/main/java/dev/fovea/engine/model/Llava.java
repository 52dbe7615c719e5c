package dev.fovea.engine.model;

import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.vision.ClipImageProcessor;
import dev.fovea.engine.vision.Grid;
import dev.fovea.engine.vision.ImageArea;
import dev.fovea.engine.vision.ImageInput;
import dev.fovea.engine.vision.PixelValues;
import dev.fovea.engine.vision.RgbImage;
import dev.fovea.engine.weights.JsonView;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// LLaVA (arXiv 2304.08485, 2310.03744): a CLIP tower whose patch features pass a two-layer
/// projector and take the place of image tokens in front of a decoder of the Llama line.
final class Llava implements VisionLanguageModel {
  private final Config config;
  private final ModelWeights weights;
  private final String placeholder;
  private final ClipImageProcessor processor;
  private final ClipVisionTower tower;
  private final Linear first;
  private final Linear second;
  private final Activation activation;
  private final TextDecoder text;

  private Llava(ModelSettings settings, ModelWeights weights) {
    config = Config.from(settings.config());
    this.weights = weights;
    placeholder = settings.token().apply(config.imageToken());
    processor =
        settings
            .preprocessor()
            .map(ClipImageProcessor::from)
            .orElseGet(() -> ClipImageProcessor.square(config.vision().imageSize()));
    tower =
        new ClipVisionTower(
            config.vision(),
            config.deepestFeatureLayer(),
            weights.under(
                "vision_tower.vision_model.",
                "vision_tower.",
                "model.vision_tower.vision_model.",
                "model.vision_tower."));
    ModelWeights projector =
        weights.under("multi_modal_projector.", "model.multi_modal_projector.");
    long visual = (long) config.vision().hidden() * config.featureLayers().size();
    long hidden = config.text().hidden();
    first = Linear.load(projector, "linear_1", hidden, visual, config.projectorBias());
    second = Linear.load(projector, "linear_2", hidden, hidden, config.projectorBias());
    activation = Activation.named(config.projectorActivation());
    text =
        new TextDecoder(
            config.text(),
            weights.under("language_model.model.", "model.language_model."),
            weights.under("language_model.", ""));
  }

  static Llava load(ModelSettings settings, ModelWeights weights) {
    return new Llava(settings, weights);
  }

  /// What a LLaVA folder says about itself; defaults of `LlavaConfig`.
  ///
  /// @param featureLayers hidden states of the tower whose features are joined, counted from 0
  /// @param cropClassToken select strategy `default`; `full` keeps the class token
  private record Config(
      TextConfig text,
      ClipVisionConfig vision,
      int imageToken,
      List<Integer> featureLayers,
      boolean cropClassToken,
      String projectorActivation,
      boolean projectorBias) {

    static Config from(JsonView json) {
      ClipVisionConfig vision =
          json.objectIfPresent("vision_config")
              .map(ClipVisionConfig::from)
              .orElse(ClipVisionConfig.LARGE_336);
      String strategy = json.string("vision_feature_select_strategy", "default");
      if (!strategy.equals("default") && !strategy.equals("full")) {
        throw json.wrong("vision_feature_select_strategy", "default or full");
      }
      List<Integer> layers =
          json.has("vision_feature_layer") ? json.integers("vision_feature_layer") : List.of(-2);
      boolean crop = strategy.equals("default");
      return new Config(
          TextConfig.of(json),
          vision,
          json.integer("image_token_index", json.integer("image_token_id", 32000)),
          layers.stream().map(layer -> hiddenState(json, layer, vision.layers())).toList(),
          crop,
          json.string("projector_hidden_act", "gelu"),
          json.bool("multimodal_projector_bias", true));
    }

    private static int hiddenState(JsonView json, int layer, int layers) {
      int index = layer < 0 ? layers + 1 + layer : layer;
      if (index < 0 || index > layers) {
        throw json.wrong(
            "vision_feature_layer", "hidden states from %d to %d".formatted(-layers - 1, layers));
      }
      return index;
    }

    int deepestFeatureLayer() {
      return featureLayers.stream().mapToInt(Integer::intValue).max().orElse(0);
    }
  }

  @Override
  public String family() {
    return "llava";
  }

  @Override
  public TextDecoder text() {
    return text;
  }

  @Override
  public int imageTokenId() {
    return config.imageToken();
  }

  @Override
  public String imagePlaceholder() {
    return placeholder;
  }

  @Override
  public List<ImageInput> inputs(List<RgbImage> images) {
    return images.stream().map(this::input).toList();
  }

  private ImageInput input(RgbImage image) {
    PixelValues pixels = processor.process(image);
    int side = config.vision().side();
    Grid grid = new Grid(side, side);
    List<ImageArea> areas = new ArrayList<>();
    if (!config.cropClassToken()) {
      areas.add(ImageArea.WHOLE);
    }
    int seen = side * config.vision().patchSize();
    areas.addAll(processor.seenArea(image, seen, seen).cells(grid));
    return new ImageInput(
        pixels.data(),
        new long[] {1, pixels.channels(), pixels.height(), pixels.width()},
        image.width(),
        image.height(),
        grid,
        placeholder.repeat(areas.size()),
        areas);
  }

  @Override
  public VisualFeatures features(List<ImageInput> inputs) {
    try (Scope scope = new Scope()) {
      Tensor[] features = inputs.stream().map(this::features).toArray(Tensor[]::new);
      return new VisualFeatures(Tensors.concatenate(0, features)).moveOut(scope);
    }
  }

  private Tensor features(ImageInput input) {
    try (Scope scope = new Scope()) {
      Tensor pixels = Tensors.of(input.values(), weights.device(), input.shape());
      List<Tensor> states = tower.hiddenStates(pixels.to(weights.dtype()));
      Tensor[] selected =
          config.featureLayers().stream()
              .map(i -> withoutClass(states.get(i)))
              .toArray(Tensor[]::new);
      Tensor joined = Tensors.concatenate(-1, selected);
      Tensor features = second.apply(activation.apply(first.apply(joined)));
      return scope.moveOut(features.flatten(0, 1));
    }
  }

  private Tensor withoutClass(Tensor state) {
    return config.cropClassToken() ? state.narrow(1, 1, state.size(1) - 1) : state;
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
