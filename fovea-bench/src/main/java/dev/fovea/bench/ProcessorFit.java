package dev.fovea.bench;

import dev.fovea.engine.json.JsonView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes the settings of an image processor from one model to another of the family whose pictures
/// have other sizes.
///
/// @param to `config.json` of the model that the settings are for
/// @param from `config.json` of the model that they come from
record ProcessorFit(JsonView to, JsonView from) {
  private static final String VISION = "vision_config";

  /// Lengths in pixels that are multiples of the tower's picture.
  private static final Set<String> LENGTHS = Set.of("size", "crop_size", "max_image_size");

  /// Settings that repeat one of the tower, by its name there.
  private static final Map<String, String> REPEATED =
      Map.of(
          "patch_size", "patch_size",
          "temporal_patch_size", "temporal_patch_size",
          "merge_size", "spatial_merge_size");

  /// The settings as the other model needs them.
  Map<String, @Nullable Object> apply(JsonView settings) {
    Map<String, @Nullable Object> fitted = new LinkedHashMap<>();
    settings.toJava().forEach((key, value) -> fitted.put(key, fitted(settings, key, value)));
    return fitted;
  }

  private @Nullable Object fitted(JsonView settings, String key, @Nullable Object value) {
    if (key.equals("image_processor")) {
      return apply(settings.object(key));
    }
    if (key.equals("image_grid_pinpoints")) {
      return to.value(key).orElse(value);
    }
    if (LENGTHS.contains(key)) {
      return mapped(value, length -> scaled(length));
    }
    String repeated = REPEATED.get(key);
    return repeated == null ? value : mapped(value, old -> vision(to, repeated, old));
  }

  private interface Change {
    long of(long number);
  }

  /// The value with every whole number in it changed.
  private static @Nullable Object mapped(@Nullable Object value, Change change) {
    return switch (value) {
      case Long number -> change.of(number);
      case List<?> list -> list.stream().map(element -> mapped(element, change)).toList();
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> changed = new LinkedHashMap<>();
        map.forEach((key, element) -> changed.put(key, mapped(element, change)));
        yield changed;
      }
      case null, default -> value;
    };
  }

  private long scaled(long length) {
    long old = vision(from, "image_size", 0);
    return old > 0 && length % old == 0 ? length / old * vision(to, "image_size", old) : length;
  }

  /// A whole number of the tower, the first of several.
  private static long vision(JsonView config, String key, long otherwise) {
    return config
        .objectIfPresent(VISION)
        .filter(tower -> tower.has(key))
        .map(tower -> (long) tower.integers(key).getFirst())
        .orElse(otherwise);
  }
}
