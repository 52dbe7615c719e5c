package dev.fovea.engine.vision;

import dev.fovea.engine.vision.PixelScaling.Normalization;
import dev.fovea.engine.weights.JsonView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the settings of a [ClipImageProcessor], in the forms that published models have them.
final class ClipConfiguration {
  private static final String TYPE = "image_processor_type";
  private static final String OLD_TYPE = "feature_extractor_type";
  private static final Set<String> TYPES = Set.of("CLIPImageProcessor", "LlavaImageProcessor");
  private static final String SIZE = "size";
  private static final String CROP_SIZE = "crop_size";
  private static final String RESAMPLE = "resample";
  private static final String RESCALE_FACTOR = "rescale_factor";
  private static final String SHORTEST_EDGE = "shortest_edge";

  private final JsonView config;

  private ClipConfiguration(JsonView config) {
    this.config = config;
  }

  static ClipImageProcessor read(JsonView config) {
    ClipConfiguration reader = new ClipConfiguration(config);
    reader.checkType();
    return new ClipImageProcessor(
        reader.does("do_resize") ? Optional.of(reader.size()) : Optional.empty(),
        reader.resampling(),
        ResizeBackend.TORCHVISION,
        reader.does("do_center_crop") ? Optional.of(reader.cropSize()) : Optional.empty(),
        new PixelScaling(
            reader.does("do_rescale") ? Optional.of(reader.rescaleFactor()) : Optional.empty(),
            reader.does("do_normalize") ? Optional.of(reader.normalization()) : Optional.empty()));
  }

  /// Old folders name a feature extractor, some name the class with the suffix "Fast"; where no
  /// class is named, the caller has chosen this one by the model.
  private void checkType() {
    String key = config.has(TYPE) ? TYPE : OLD_TYPE;
    Optional<String> type =
        config
            .stringIfPresent(key)
            .map(name -> name.replace("FeatureExtractor", "ImageProcessor"))
            .map(name -> name.endsWith("Fast") ? name.substring(0, name.length() - 4) : name);
    if (type.isPresent() && !TYPES.contains(type.get())) {
      throw config.wrong(key, "CLIPImageProcessor or LlavaImageProcessor");
    }
    if (config.bool("do_pad", false)) {
      throw config.wrong("do_pad", "false (padding to a square is not supported)");
    }
  }

  /// Whether a step is done: by default yes, but no where its key is there and null.
  private boolean does(String key) {
    return config.bool(key, !config.keys().contains(key));
  }

  private TargetSize size() {
    if (!config.has(SIZE)) {
      return new TargetSize.ShortestEdge(224);
    } else if (config.value(SIZE).get() instanceof Long) {
      return new TargetSize.ShortestEdge(positive(config, SIZE));
    }
    JsonView size = config.object(SIZE);
    if (names(size).equals(Set.of(SHORTEST_EDGE))) {
      return new TargetSize.ShortestEdge(positive(size, SHORTEST_EDGE));
    }
    return exact(SIZE, "a number, {shortest_edge} or {height, width}");
  }

  private TargetSize.Exact cropSize() {
    if (!config.has(CROP_SIZE)) {
      return new TargetSize.Exact(224, 224);
    } else if (config.value(CROP_SIZE).get() instanceof Long) {
      return new TargetSize.Exact(positive(config, CROP_SIZE), positive(config, CROP_SIZE));
    }
    return exact(CROP_SIZE, "a number or {height, width}");
  }

  private TargetSize.Exact exact(String key, String expected) {
    JsonView size = config.object(key);
    if (!names(size).equals(Set.of("height", "width"))) {
      throw config.wrong(key, expected);
    }
    return new TargetSize.Exact(positive(size, "height"), positive(size, "width"));
  }

  private static Set<String> names(JsonView size) {
    return size.keys().stream().filter(size::has).collect(Collectors.toUnmodifiableSet());
  }

  private static int positive(JsonView object, String key) {
    int length = object.integer(key);
    if (length < 1) {
      throw object.wrong(key, "a length of at least 1");
    }
    return length;
  }

  private Resampling resampling() {
    return Resampling.ofCode(config.integer(RESAMPLE, 3))
        .orElseThrow(() -> config.wrong(RESAMPLE, "1 (Lanczos), 2 (bilinear) or 3 (bicubic)"));
  }

  private double rescaleFactor() {
    double factor = config.number(RESCALE_FACTOR, 1 / 255.0);
    if (!(factor > 0)) {
      throw config.wrong(RESCALE_FACTOR, "a number above 0");
    }
    return factor;
  }

  private Normalization normalization() {
    Normalization usual = ClipImageProcessor.OPENAI;
    return new Normalization(
        channels("image_mean", usual.mean()), channels("image_std", usual.std()));
  }

  private List<Double> channels(String key, List<Double> otherwise) {
    if (!config.has(key)) {
      return otherwise;
    }
    List<Double> values = config.numbers(key);
    if (values.size() != 3) {
      throw config.wrong(key, "3 numbers");
    }
    return values;
  }
}
