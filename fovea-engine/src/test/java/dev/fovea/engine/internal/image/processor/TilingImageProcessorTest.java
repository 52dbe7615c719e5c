package dev.fovea.engine.internal.image.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.Resize;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Grids as `get_optimal_tiled_canvas` of transformers 5.18 gives them.
class TilingImageProcessorTest {

  private static TilingImageProcessor processor(String keys) {
    return TilingImageProcessor.from(
        JsonView.parse(
            "preprocessor_config.json",
            ("{" + keys.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8)));
  }

  private static RgbImage picture(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new SplittableRandom(5).nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }

  @ParameterizedTest
  @CsvSource({
    "97, 61, 1, 4, 1, 2",
    "41, 83, 1, 4, 2, 1",
    "32, 32, 1, 12, 1, 1",
    "64, 64, 1, 12, 2, 2",
    "46, 46, 1, 12, 2, 2",
    "45, 45, 1, 12, 1, 1",
    "300, 220, 1, 12, 3, 4",
    "401, 17, 1, 12, 1, 12",
    "10, 200, 1, 6, 6, 1",
    "123, 211, 3, 6, 3, 2",
    "5, 7, 2, 2, 2, 1",
    "640, 480, 1, 12, 3, 4",
    "1920, 1080, 1, 12, 2, 4",
    "33, 32, 3, 4, 2, 2",
  })
  void theGridNearestToThePicturesProportionsIsTaken(
      int width, int height, int least, int most, int rows, int columns) {
    TilingImageProcessor processor =
        processor(
            String.format(
                Locale.ROOT,
                "'size': {'height': 32, 'width': 32}, 'min_patches': %d, 'max_patches': %d",
                least,
                most));

    assertThat(processor.grid(picture(width, height))).isEqualTo(new Grid(rows, columns));
  }

  @Test
  void tilesComeRowByRowAndTheWholePictureLast() {
    TilingImageProcessor processor =
        processor("'size': {'height': 8, 'width': 8}, 'max_patches': 6");
    RgbImage picture = picture(24, 16);

    List<PixelValues> tiles = processor.process(picture);

    assertThat(tiles).hasSize(7);
    // 24 x 16 is the canvas itself: the tiles are its parts, untouched.
    for (int i = 0; i < 6; i++) {
      PixelValues part = processor.scaling().apply(picture.crop(i % 3 * 8, i / 3 * 8, 8, 8));
      assertThat(tiles.get(i).data()).isEqualTo(part.data());
    }
    RgbImage small = Resize.resize(picture, 8, 8, Resampling.BICUBIC);
    assertThat(tiles.getLast().data()).isEqualTo(processor.scaling().apply(small).data());
  }

  @Test
  void aSingleTileIsThePictureItself() {
    assertThat(processor("'size': {'height': 8, 'width': 8}").process(picture(9, 8))).hasSize(1);
  }

  @Test
  void contradictingNumbersOfTilesAreRefused() {
    assertThatThrownBy(() -> processor("'min_patches': 5, 'max_patches': 4"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("min_patches")
        .hasMessageContaining("1 to max_patches, 4");
    assertThatThrownBy(() -> processor("'max_patches': 5000"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("max_patches");
  }
}
