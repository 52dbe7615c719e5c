package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.Resize;
import dev.fovea.engine.image.resize.TargetSize;
import dev.fovea.engine.internal.image.processor.PixelScaling.Normalization;
import dev.fovea.engine.json.JsonView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The image processor of GOT-OCR 2 and InternVL: a picture is stretched over the grid of tiles
/// whose proportions are nearest to its own and cut into these; where they are several, the whole
/// picture comes last as one more. Its values are those of `GotOcr2ImageProcessor` of transformers
/// 5.18 with `crop_to_patches`.
///
/// @param tile the size of a tile
/// @param minTiles least number of tiles of a grid
/// @param maxTiles largest number of tiles of a grid
public record TilingImageProcessor(
    TargetSize.Exact tile,
    int minTiles,
    int maxTiles,
    Resampling resampling,
    PixelScaling scaling) {

  /// More tiles than any model was made for; a bound on what a configuration can ask for.
  private static final int MOST_TILES = 1024;

  /// A processor with the settings of a `preprocessor_config.json`, or of the object
  /// `image_processor` in a `processor_config.json`; what they leave out is as in the class of
  /// transformers (384 x 384, 1 to 12 tiles, bicubic, CLIP's means and deviations). InternVL always
  /// cuts into tiles, whatever `crop_to_patches` says, as in transformers.
  ///
  /// @throws FoveaException where a setting is wrong or asks for what is not supported
  public static TilingImageProcessor from(JsonView config) {
    ProcessorSettings settings = new ProcessorSettings(config, "GotOcr2ImageProcessor");
    if (!settings.does("do_resize", true)) {
      throw config.unsupported("do_resize", "true (tiles come from resized pictures)");
    }
    int least = config.integer("min_patches", 1);
    int most = config.integer("max_patches", 12);
    if (most < 1 || most > MOST_TILES) {
      throw config.wrong("max_patches", "1 to " + MOST_TILES);
    }
    if (least < 1 || least > most) {
      throw config.wrong("min_patches", "1 to max_patches, " + most);
    }
    return new TilingImageProcessor(
        settings.exact("size", new TargetSize.Exact(384, 384)),
        least,
        most,
        settings.resampling(Resampling.BICUBIC),
        settings.scaling(Normalization.CLIP));
  }

  /// Settings of InternVL for a tower that takes tiles of this size.
  public static TilingImageProcessor of(int height, int width) {
    return new TilingImageProcessor(
        new TargetSize.Exact(height, width),
        1,
        12,
        Resampling.BICUBIC,
        new PixelScaling(Optional.of(1 / 255.0), Optional.of(Normalization.CLIP)));
  }

  /// The grid of tiles that a picture is stretched over: the one nearest to its proportions; of
  /// several equally near, a larger one if the picture has more than half of its pixels.
  public Grid grid(RgbImage image) {
    double proportion = (double) image.width() / image.height();
    long pixels = (long) image.width() * image.height();
    double nearest = Double.POSITIVE_INFINITY;
    Grid best = new Grid(1, 1);
    for (Grid grid : grids()) {
      double distance = Math.abs(proportion - (double) grid.columns() / grid.rows());
      double half = 0.5 * tile.height() * tile.width() * grid.columns() * grid.rows();
      if (distance < nearest || distance == nearest && pixels > half) {
        nearest = distance;
        best = grid;
      }
    }
    return best;
  }

  private List<Grid> grids() {
    List<Grid> grids = new ArrayList<>();
    for (int columns = 1; columns <= maxTiles; columns++) {
      for (int rows = 1; rows <= maxTiles / columns; rows++) {
        if (rows * columns >= minTiles) {
          grids.add(new Grid(rows, columns));
        }
      }
    }
    grids.sort(Comparator.comparingInt(Grid::cells)); // stable: wider ones later
    return grids;
  }

  /// The tiles row by row, each with its pixel values, and the whole picture last if there are
  /// several.
  public List<PixelValues> process(RgbImage image) {
    Grid grid = grid(image);
    RgbImage stretched = resize(image, grid.columns() * tile.width(), grid.rows() * tile.height());
    List<PixelValues> tiles = new ArrayList<>();
    for (int row = 0; row < grid.rows(); row++) {
      for (int column = 0; column < grid.columns(); column++) {
        tiles.add(
            scaling.apply(
                stretched.crop(
                    column * tile.width(), row * tile.height(), tile.width(), tile.height())));
      }
    }
    if (grid.cells() > 1) {
      tiles.add(scaling.apply(resize(image, tile.width(), tile.height())));
    }
    return tiles;
  }

  private RgbImage resize(RgbImage image, int width, int height) {
    return Resize.resize(image, width, height, resampling);
  }
}
