package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.Resize;
import dev.fovea.engine.image.resize.TargetSize.Exact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// The image processor of LLaVA-NeXT and LLaVA-OneVision: a picture of any resolution is laid out
/// in the middle of a black canvas, which is cut into tiles; before them comes the whole picture.
/// Each of these goes through a processor like CLIP's. Values and token counts are those of
/// transformers 5.18.
///
/// @param canvases that a picture may be laid out on; their sides are multiples of a tile's
/// @param whole the size of the whole picture, whatever that does to its proportions
/// @param each what is done to the whole picture and to every tile
/// @param background beside a picture that is made square, `0xRRGGBB`
/// @param patches of the vision tower
/// @param mostTiles the visual tokens of more tiles than these are shrunk; empty for no limit
public record AnyResolutionImageProcessor(
    Canvases canvases,
    Exact whole,
    ClipImageProcessor each,
    int background,
    TilePatches patches,
    OptionalInt mostTiles) {

  /// The whole picture and its tiles; the tokens of the tiles go in rows, each of which ends with a
  /// token that shows nothing.
  ///
  /// @param token the text of a visual token
  public ImageInput tiled(RgbImage image, String token) {
    Exact canvas = canvases.best(image.width(), image.height());
    Exact fitted = Canvases.fit(image.width(), image.height(), canvas);
    int left = (canvas.width() - fitted.width()) / 2;
    int top = (canvas.height() - fitted.height()) / 2;
    RgbImage laid =
        each.resize(image, fitted).padded(left, top, canvas.width(), canvas.height(), 0);
    int tile = patches.tile();
    Grid tiles = new Grid(canvas.height() / tile, canvas.width() / tile);
    List<RgbImage> pictures = new ArrayList<>();
    pictures.add(each.resize(image, whole));
    for (int row = 0; row < tiles.rows(); row++) {
      for (int column = 0; column < tiles.columns(); column++) {
        pictures.add(laid.crop(column * tile, row * tile, tile, tile));
      }
    }
    List<ImageArea> areas = new ArrayList<>(seen(pictures.getFirst()).cells(patches.grid()));
    ImageArea seen = seen(pictures.getLast());
    TokenGrid tokens = tokens(image.width(), image.height(), tiles);
    areas.addAll(
        TokenAxis.lines(
            axis(tiles.rows(), seen.top(), seen.bottom(), top, fitted.height())
                .part(tokens.top(), tokens.height())
                .shrunk(tokens.rows()),
            axis(tiles.columns(), seen.left(), seen.right(), left, fitted.width())
                .part(tokens.left(), tokens.width())
                .shrunk(tokens.columns())));
    return input(image, pictures, tiles, areas, token);
  }

  /// The visual tokens of the tiles of a picture.
  ///
  /// @param width of the picture, in pixels
  /// @param height of the picture, in pixels
  public TokenGrid tokens(int width, int height, Grid tiles) {
    TokenGrid grid = TokenGrid.unpadded(width, height, patches.of(tiles));
    return mostTiles.isEmpty()
        ? grid
        : grid.atMost((long) mostTiles.getAsInt() * patches.grid().cells());
  }

  /// Only the whole picture, made square with a border; a token that shows nothing is the last.
  ///
  /// @param token the text of a visual token
  public ImageInput square(RgbImage image, String token) {
    int side = Math.max(image.width(), image.height());
    if (each.resize().isEmpty() && side != patches.tile()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "a picture of %d x %d does not fit the vision tower of %d x %d, and do_resize is false",
              image.width(),
              image.height(),
              patches.tile(),
              patches.tile()));
    }
    double left = (side - image.width()) / 2;
    double top = (side - image.height()) / 2;
    RgbImage square =
        Resize.resizeSquared(
            image, background, whole.width(), whole.height(), each.resampling(), each.backend());
    ImageArea seen = seen(square);
    ImageArea area =
        new ImageArea(
            (seen.left() * side - left) / image.width(),
            (seen.top() * side - top) / image.height(),
            (seen.right() * side - left) / image.width(),
            (seen.bottom() * side - top) / image.height());
    List<ImageArea> areas = new ArrayList<>(area.cells(patches.grid()));
    areas.add(ImageArea.NONE);
    return input(image, List.of(square), new Grid(1, 1), areas, token);
  }

  private ImageInput input(
      RgbImage image, List<RgbImage> pictures, Grid tiles, List<ImageArea> areas, String token) {
    int tile = patches.tile();
    List<PixelValues> values = new ArrayList<>();
    for (RgbImage picture : pictures) {
      PixelValues pixels = each.process(picture);
      if (pixels.height() != tile || pixels.width() != tile) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "the image processor makes pictures of %d x %d, the vision tower takes %d x %d",
                pixels.width(),
                pixels.height(),
                tile,
                tile));
      }
      values.add(pixels);
    }
    return ImageInput.ofTiles(image, values, tiles, token.repeat(areas.size()), areas);
  }

  /// The part of a tile, or of the whole picture, that lies under patches.
  private ImageArea seen(RgbImage picture) {
    return each.seenArea(picture, patches.seen(), patches.seen());
  }

  /// @param from share of a tile at which its first token begins
  /// @param to share of a tile at which its last token ends
  /// @param before pixels of the canvas before the picture
  /// @param length pixels of the canvas under the picture
  private TokenAxis axis(int tiles, double from, double to, double before, double length) {
    int tile = patches.tile();
    return TokenAxis.ofTiles(
        tiles,
        (from * tile - before) / length,
        (to * tile - before) / length,
        tile / length,
        patches.side());
  }
}
