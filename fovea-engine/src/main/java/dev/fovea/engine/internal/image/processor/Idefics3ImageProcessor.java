package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.Resize;
import dev.fovea.engine.image.resize.TargetSize.Exact;
import dev.fovea.engine.internal.image.processor.PixelScaling.Normalization;
import dev.fovea.engine.json.JsonView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The image processor of Idefics3 and SmolVLM: a picture gets a longest edge, small ones too, is
/// stretched to whole square tiles and cut into them; the whole picture, as one more tile, comes
/// last. Its values are those of `Idefics3ImageProcessor` of transformers 5.18.
///
/// @param longestEdge length that the longer edge gets first; empty where that step is left out
/// @param resampling the filter to resize with, up to three times
/// @param tile height and width of a tile
/// @param splitting whether pictures are cut; else each becomes a single tile
/// @param scaling the arithmetic from samples to values
public record Idefics3ImageProcessor(
    OptionalInt longestEdge,
    Resampling resampling,
    int tile,
    boolean splitting,
    PixelScaling scaling) {
  /// Longer than this no edge becomes, whatever the settings say.
  private static final int LONGEST = 4096;

  /// The tiles of one picture.
  ///
  /// @param grid rows and columns that the picture was cut into; 1 x 1 where it is a single tile
  /// @param values of the tiles, row by row, and of the whole picture where they are several
  public record Tiles(Grid grid, List<PixelValues> values) {
    public Tiles {
      values = List.copyOf(values);
    }
  }

  /// A processor with the settings of a `preprocessor_config.json`, or of the object
  /// `image_processor` in a `processor_config.json`; what they leave out is as in the class of
  /// transformers (longest edge 1456, tiles of 364, Lanczos, mean and deviation one half). All
  /// tiles are of one size here, so `do_pad` changes nothing.
  ///
  /// @throws FoveaException where a setting is wrong or asks for what is not supported
  public static Idefics3ImageProcessor from(JsonView config) {
    ProcessorSettings settings =
        new ProcessorSettings(config, "Idefics3ImageProcessor", "SmolVLMImageProcessor");
    return new Idefics3ImageProcessor(
        settings.does("do_resize", true)
            ? OptionalInt.of(settings.longestEdge("size", 4 * 364))
            : OptionalInt.empty(),
        settings.resampling(Resampling.LANCZOS),
        settings.longestEdge("max_image_size", 364),
        settings.does("do_image_splitting", true),
        settings.scaling(Normalization.HALF));
  }

  /// The settings of the class, for tiles of another size: up to 4 x 4 of them.
  public static Idefics3ImageProcessor tiles(int tile) {
    return new Idefics3ImageProcessor(
        OptionalInt.of(4 * tile),
        Resampling.LANCZOS,
        tile,
        true,
        new PixelScaling(Optional.of(1 / 255.0), Optional.of(Normalization.HALF)));
  }

  /// Cuts one picture.
  public Tiles process(RgbImage image) {
    Exact size = new Exact(image.height(), image.width());
    RgbImage resized =
        longestEdge.isPresent() ? resize(image, resized(size, longestEdge.getAsInt())) : image;
    Grid grid = splitting ? grid(resized) : new Grid(1, 1);
    RgbImage whole =
        resize(resized, new Exact(Math.multiplyExact(grid.rows(), tile), grid.columns() * tile));
    List<PixelValues> values = new ArrayList<>();
    for (int cell = 0; cell < grid.cells(); cell++) {
      int left = cell % grid.columns() * tile;
      int top = cell / grid.columns() * tile;
      values.add(scaling.apply(whole.crop(left, top, tile, tile)));
    }
    if (grid.cells() > 1) {
      values.add(scaling.apply(resize(whole, new Exact(tile, tile))));
    }
    return new Tiles(grid, values);
  }

  private RgbImage resize(RgbImage image, Exact size) {
    return Resize.resize(image, size.width(), size.height(), resampling);
  }

  /// The longer edge gets the length; the shorter one keeps the proportion, made even. The order of
  /// the operations is that of transformers: the last bit decides what is cut off.
  private static Exact resized(Exact size, int longest) {
    double aspect = (double) size.width() / size.height();
    boolean wide = size.width() >= size.height();
    int shorter = (int) (wide ? longest / aspect : longest * aspect);
    Exact even = oriented(wide, longest, Math.max(1, shorter + shorter % 2));
    if (longest <= LONGEST) {
      return even;
    }
    double evenAspect = (double) even.width() / even.height();
    boolean evenWide = even.width() >= even.height();
    int bound = (int) (evenWide ? LONGEST / evenAspect : LONGEST * evenAspect);
    return oriented(evenWide, LONGEST, Math.max(1, bound));
  }

  private static Exact oriented(boolean wide, int longer, int shorter) {
    return wide ? new Exact(shorter, longer) : new Exact(longer, shorter);
  }

  /// Whole tiles that cover the longer edge, and the shorter one once it is stretched with it.
  private Grid grid(RgbImage image) {
    double aspect = (double) image.width() / image.height();
    if (image.width() >= image.height()) {
      int columns = Math.ceilDiv(image.width(), tile);
      return new Grid(Math.ceilDiv((int) (columns * tile / aspect), tile), columns);
    }
    int rows = Math.ceilDiv(image.height(), tile);
    return new Grid(rows, Math.ceilDiv((int) (rows * tile * aspect), tile));
  }
}
