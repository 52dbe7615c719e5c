package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.ResizeBackend;
import dev.fovea.engine.image.resize.TargetSize;
import dev.fovea.engine.image.resize.TargetSize.Exact;
import dev.fovea.engine.internal.image.processor.PixelScaling.Normalization;
import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Reads the settings of an [AnyResolutionImageProcessor], in the forms that published models have
/// them.
///
/// @param type class of transformers whose settings they are
/// @param size where no `size` is given
/// @param crop where no `crop_size` is given; empty where nothing is cut off then
/// @param canvases where no `image_grid_pinpoints` are given
public record AnyResolutionSettings(
    String type, TargetSize size, Optional<Exact> crop, Canvases canvases) {
  private static final String SIZE = "size";
  private static final String CROP_SIZE = "crop_size";

  /// Defaults of `LlavaNextImageProcessor`.
  public static final AnyResolutionSettings LLAVA_NEXT =
      new AnyResolutionSettings(
          "LlavaNextImageProcessor",
          new TargetSize.ShortestEdge(224),
          Optional.of(new Exact(224, 224)),
          new Canvases(
              List.of(
                  new Exact(336, 672),
                  new Exact(672, 336),
                  new Exact(672, 672),
                  new Exact(1008, 336),
                  new Exact(336, 1008))));

  /// Defaults of `LlavaOnevisionImageProcessor`: canvases of 1 to 6 tiles either way.
  public static final AnyResolutionSettings LLAVA_ONEVISION =
      new AnyResolutionSettings(
          "LlavaOnevisionImageProcessor",
          new Exact(384, 384),
          Optional.empty(),
          new Canvases(
              IntStream.range(0, 36)
                  .mapToObj(i -> new Exact(384 * (i / 6 + 1), 384 * (i % 6 + 1)))
                  .toList()));

  /// A processor with the settings of a `preprocessor_config.json`, or of the object
  /// `image_processor` in a `processor_config.json`.
  ///
  /// @param patches of the vision tower
  /// @param mostTiles the visual tokens of more tiles than these are shrunk; empty for no limit
  /// @throws dev.fovea.engine.error.FoveaException where a setting is wrong or does not fit the
  ///   tower
  public AnyResolutionImageProcessor read(
      JsonView config, TilePatches patches, OptionalInt mostTiles) {
    ProcessorSettings settings = new ProcessorSettings(config, type);
    TargetSize resize = settings.size(size, false);
    Exact whole =
        switch (resize) {
          case Exact exact -> exact;
          case TargetSize.ShortestEdge(int length) -> new Exact(length, length);
          case TargetSize.Edges _, TargetSize.Bounds _ ->
              throw config.wrong(SIZE, "{shortest_edge} or {height, width}");
        };
    Optional<Exact> cut = cropSize(config, settings);
    boolean cuts = settings.does("do_center_crop", crop.isPresent());
    if (cuts && cut.isEmpty()) {
      throw config.wrong(CROP_SIZE, "a number or {height, width}");
    }
    int tile = cut.orElse(whole).height();
    if (tile != patches.tile()) {
      throw config.wrong(
          cut.isPresent() ? CROP_SIZE : SIZE,
          String.format(
              Locale.ROOT,
              "tiles of %d x %d as the vision tower takes them",
              patches.tile(),
              patches.tile()));
    }
    return new AnyResolutionImageProcessor(
        Canvases.from(config, canvases).requireMultiplesOf(tile, config),
        whole,
        new ClipImageProcessor(
            settings.does("do_resize", true) ? Optional.of(resize) : Optional.empty(),
            settings.resampling(Resampling.BICUBIC),
            ResizeBackend.TORCHVISION,
            cuts ? cut : Optional.empty(),
            settings.scaling(Normalization.CLIP)),
        color(settings.mean(Normalization.CLIP)),
        patches,
        mostTiles);
  }

  /// Null means none, whatever the default.
  private Optional<Exact> cropSize(JsonView config, ProcessorSettings settings) {
    if (!config.keys().contains(CROP_SIZE)) {
      return crop;
    }
    return config.value(CROP_SIZE).map(_ -> settings.exact(CROP_SIZE, new Exact(1, 1)));
  }

  private static int color(List<Double> mean) {
    return mean.stream()
        .mapToInt(share -> (int) (255 * share) & 255)
        .reduce(0, (a, b) -> a << 8 | b);
  }
}
