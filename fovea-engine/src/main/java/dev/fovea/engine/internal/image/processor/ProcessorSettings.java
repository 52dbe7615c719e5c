package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.TargetSize;
import dev.fovea.engine.image.resize.TargetSize.Exact;
import dev.fovea.engine.internal.image.processor.PixelScaling.Normalization;
import dev.fovea.engine.json.JsonView;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the settings of an image processor in the forms that published models have them: a
/// `preprocessor_config.json`, or the object `image_processor` in a `processor_config.json`. A
/// processor class names the classes it stands for and, at every setting, what an absent key means;
/// those are the attributes of its class in transformers. An absent key and null are the same,
/// except for the steps (see [#does]).
///
/// ```java
/// public static SiglipImageProcessor from(JsonView config) {
///   ProcessorSettings settings = new ProcessorSettings(config, "SiglipImageProcessor");
///   return new SiglipImageProcessor(
///       settings.does("do_resize", true)
///           ? Optional.of(settings.size(new TargetSize.Exact(224, 224), false))
///           : Optional.empty(),
///       settings.resampling(Resampling.BICUBIC),
///       settings.scaling(Normalization.HALF));
/// }
/// ```
///
/// Sizes that are no [TargetSize] have methods of their own: [#longestEdge] for Idefics3 and
/// Pixtral, [#exact] for `crop_size` and `patch_size`. What only one processor has, it reads from
/// its [JsonView].
final class ProcessorSettings {
  private static final String TYPE = "image_processor_type";
  private static final String OLD_TYPE = "feature_extractor_type";
  private static final List<String> SUFFIXES = List.of("Fast", "Pil");
  private static final String SIZE = "size";
  private static final String RESAMPLE = "resample";
  private static final String RESCALE_FACTOR = "rescale_factor";
  private static final String SHORTEST_EDGE = "shortest_edge";
  private static final String LONGEST_EDGE = "longest_edge";
  private static final String HEIGHT = "height";
  private static final String WIDTH = "width";
  private static final String MAX_HEIGHT = "max_height";
  private static final String MAX_WIDTH = "max_width";

  private final JsonView config;

  /// Checks the class that the settings are for. Old folders name a feature extractor, some name
  /// the class with the suffix "Fast" or "Pil"; where no class is named, the caller has chosen this
  /// one by the model.
  ///
  /// @param classes image processors of transformers whose settings these may be
  /// @throws FoveaException where they are those of another class
  ProcessorSettings(JsonView config, String... classes) {
    this.config = config;
    String key = config.has(TYPE) ? TYPE : OLD_TYPE;
    Optional<String> type = config.stringIfPresent(key).map(ProcessorSettings::plainName);
    if (type.isPresent() && !Arrays.asList(classes).contains(type.get())) {
      throw config.unsupported(key, String.join(" or ", classes));
    }
  }

  /// Whether the settings name this class.
  boolean areFor(String type) {
    return config
        .stringIfPresent(config.has(TYPE) ? TYPE : OLD_TYPE)
        .map(ProcessorSettings::plainName)
        .filter(type::equals)
        .isPresent();
  }

  private static String plainName(String type) {
    String name = type.replace("FeatureExtractor", "ImageProcessor");
    for (String suffix : SUFFIXES) {
      if (name.endsWith(suffix)) {
        return name.substring(0, name.length() - suffix.length());
      }
    }
    return name;
  }

  /// Whether a step is done: no where its key (`do_resize`) is there and null.
  boolean does(String step, boolean otherwise) {
    return config.bool(step, otherwise && !config.keys().contains(step));
  }

  /// The `size` to resize to, in one of the forms of the general resizing of transformers: a
  /// number, `[height, width]`, or an object of `shortest_edge`, `shortest_edge` and
  /// `longest_edge`, `height` and `width`, or `max_height` and `max_width`.
  ///
  /// @param numberIsSquare whether a number is the edge of a square (`default_to_square` of the
  ///   class) or the shortest edge
  TargetSize size(TargetSize otherwise, boolean numberIsSquare) {
    if (!config.has(SIZE)) {
      return otherwise;
    } else if (!numberIsSquare && isNumber(SIZE)) {
      return new TargetSize.ShortestEdge(positive(config, SIZE));
    } else if (hasForm(SIZE, SHORTEST_EDGE)) {
      return new TargetSize.ShortestEdge(positive(config.object(SIZE), SHORTEST_EDGE));
    } else if (hasForm(SIZE, SHORTEST_EDGE, LONGEST_EDGE)) {
      JsonView size = config.object(SIZE);
      return new TargetSize.Edges(positive(size, SHORTEST_EDGE), positive(size, LONGEST_EDGE));
    } else if (hasForm(SIZE, MAX_HEIGHT, MAX_WIDTH)) {
      JsonView size = config.object(SIZE);
      return new TargetSize.Bounds(positive(size, MAX_HEIGHT), positive(size, MAX_WIDTH));
    }
    return exact(
        SIZE,
        "a number, {shortest_edge}, {shortest_edge, longest_edge}, {height, width} or"
            + " {max_height, max_width}");
  }

  /// A height and a width: `{height, width}`, `[height, width]` or one number for both
  /// (`crop_size`, `patch_size`, and the `size` of processors that take no other form).
  Exact exact(String key, Exact otherwise) {
    return config.has(key) ? exact(key, "a number or {height, width}") : otherwise;
  }

  private Exact exact(String key, String expected) {
    if (isNumber(key)) {
      return new Exact(positive(config, key), positive(config, key));
    } else if (config.value(key).orElseThrow() instanceof List<?>) {
      List<Integer> lengths = config.integers(key);
      if (lengths.size() != 2 || Collections.min(lengths) < 1) {
        throw config.wrong(key, "a height and a width of at least 1");
      }
      return new Exact(lengths.get(0), lengths.get(1));
    } else if (!hasForm(key, HEIGHT, WIDTH)) {
      config.object(key);
      throw config.wrong(key, expected);
    }
    JsonView size = config.object(key);
    return new Exact(positive(size, HEIGHT), positive(size, WIDTH));
  }

  /// A size in the form `{longest_edge}` (`size` and `max_image_size` of Idefics3). Where a
  /// processor knows other forms too, [#hasForm] tells them apart first.
  int longestEdge(String key, int otherwise) {
    if (!config.has(key)) {
      return otherwise;
    }
    JsonView size = config.object(key);
    if (!hasForm(key, LONGEST_EDGE)) {
      throw config.wrong(key, "{longest_edge}");
    }
    return positive(size, LONGEST_EDGE);
  }

  /// Whether the value is an object with exactly these keys, not counting those that are null.
  boolean hasForm(String key, String... names) {
    if (config.value(key).filter(Map.class::isInstance).isEmpty()) {
      return false;
    }
    JsonView object = config.object(key);
    return object.keys().stream()
        .filter(object::has)
        .collect(Collectors.toUnmodifiableSet())
        .equals(Set.of(names));
  }

  private boolean isNumber(String key) {
    return config.value(key).filter(Long.class::isInstance).isPresent();
  }

  private static int positive(JsonView object, String key) {
    int length = object.integer(key);
    if (length < 1) {
      throw object.wrong(key, "a length of at least 1");
    }
    return length;
  }

  /// The filter to resize with.
  Resampling resampling(Resampling otherwise) {
    return config.has(RESAMPLE)
        ? Resampling.ofCode(config.integer(RESAMPLE))
            .orElseThrow(() ->
                config.wrong(
                    RESAMPLE,
                    "0 (nearest), 1 (Lanczos), 2 (bilinear), 3 (bicubic), 4 (box) or 5 (Hamming)"))
        : otherwise;
  }

  /// The arithmetic from samples to values; by default both steps are done.
  ///
  /// @param otherwise means and deviations where none are given
  PixelScaling scaling(Normalization otherwise) {
    return new PixelScaling(
        does("do_rescale", true) ? Optional.of(rescaleFactor()) : Optional.empty(),
        does("do_normalize", true)
            ? Optional.of(
                new Normalization(mean(otherwise), channels("image_std", otherwise.std())))
            : Optional.empty());
  }

  /// The means of red, green and blue, whether they are subtracted or not.
  List<Double> mean(Normalization otherwise) {
    return channels("image_mean", otherwise.mean());
  }

  private double rescaleFactor() {
    double factor = config.number(RESCALE_FACTOR, 1 / 255.0);
    if (!(factor > 0)) {
      throw config.wrong(RESCALE_FACTOR, "a number above 0");
    }
    return factor;
  }

  private List<Double> channels(String key, List<Double> otherwise) {
    if (!config.has(key)) {
      return otherwise;
    }
    List<Double> values = config.numbers(key);
    return switch (values.size()) {
      case 1 -> Collections.nCopies(3, values.getFirst());
      case 3 -> values;
      default -> throw config.wrong(key, "3 numbers");
    };
  }
}
