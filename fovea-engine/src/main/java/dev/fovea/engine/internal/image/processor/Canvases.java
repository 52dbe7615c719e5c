package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.image.decode.ImageLimits;
import dev.fovea.engine.image.resize.TargetSize.Exact;
import dev.fovea.engine.json.JsonView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The canvases that a picture of any resolution may be laid out on before it is cut into tiles
/// (`image_grid_pinpoints`; LLaVA-NeXT), and the choice among them, with the roundings of
/// transformers.
///
/// @param sizes in the order of the configuration, which decides among equals
public record Canvases(List<Exact> sizes) {
  private static final String KEY = "image_grid_pinpoints";

  public Canvases {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("expected at least one canvas");
    }
  }

  /// Reads `image_grid_pinpoints`, a list of `[height, width]`.
  ///
  /// @param otherwise where the key is absent
  public static Canvases from(JsonView config, Canvases otherwise) {
    return config
        .value(KEY)
        .map(
            value -> sizes(value).orElseThrow(() -> config.wrong(KEY, "a list of [height, width]")))
        .orElse(otherwise);
  }

  private static Optional<Canvases> sizes(Object value) {
    List<Exact> sizes = new ArrayList<>();
    if (!(value instanceof List<?> pairs) || pairs.isEmpty()) {
      return Optional.empty();
    }
    for (Object pair : pairs) {
      if (!(pair instanceof List<?> lengths)
          || lengths.size() != 2
          || !(lengths.getFirst() instanceof Long height)
          || !(lengths.getLast() instanceof Long width)
          || Math.min(height, width) < 1
          || Math.max(height, width) > ImageLimits.DEFAULT.maxPixels() / Math.min(height, width)) {
        return Optional.empty();
      }
      sizes.add(new Exact(height.intValue(), width.intValue()));
    }
    return Optional.of(new Canvases(sizes));
  }

  /// Makes sure that every canvas can be cut into tiles.
  ///
  /// @param config where the canvases are from
  Canvases requireMultiplesOf(int tile, JsonView config) {
    for (Exact canvas : sizes) {
      if (canvas.height() % tile != 0 || canvas.width() % tile != 0) {
        throw config.wrong(
            KEY,
            String.format(
                Locale.ROOT,
                "multiples of the tile size %d instead of [%d, %d]",
                tile,
                canvas.height(),
                canvas.width()));
      }
    }
    return this;
  }

  /// The canvas on which the most of a picture's own pixels remain, and of those the one with the
  /// least room to spare.
  Exact best(int width, int height) {
    Exact best = sizes.getFirst();
    long most = 0;
    long leastSpare = Long.MAX_VALUE;
    for (Exact canvas : sizes) {
      double scale = Math.min((double) canvas.width() / width, (double) canvas.height() / height);
      long shown =
          Math.min((long) (width * scale) * (long) (height * scale), (long) width * height);
      long spare = (long) canvas.width() * canvas.height() - shown;
      if (shown > most || (shown == most && spare < leastSpare)) {
        most = shown;
        leastSpare = spare;
        best = canvas;
      }
    }
    return best;
  }

  /// The size that a picture gets on a canvas: as large as fits, with its proportions kept.
  static Exact fit(int width, int height, Exact canvas) {
    double wide = (double) canvas.width() / width;
    double high = (double) canvas.height() / height;
    return wide < high
        ? new Exact(Math.min((int) Math.ceil(height * wide), canvas.height()), canvas.width())
        : new Exact(canvas.height(), Math.min((int) Math.ceil(width * high), canvas.width()));
  }
}
