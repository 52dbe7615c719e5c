package dev.fovea.engine.internal.image.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.TargetSize.Exact;
import dev.fovea.engine.json.JsonView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Against what transformers computes (`anyres/make.py`).
class AnyResolutionImageProcessorTest {
  private static final String PINPOINTS =
      "\"image_grid_pinpoints\": [[24, 24], [48, 48], [24, 72], [72, 24], [48, 72]]";
  private static final TilePatches PATCHES = new TilePatches(24, 3, 8);

  static Stream<String[]> canvases() {
    return Expectations.table("../anyres/canvases.tsv");
  }

  @ParameterizedTest(name = "{0} x {1}")
  @MethodSource("canvases")
  void laysAPictureOutAsTransformersDoes(
      int width, int height, String sizes, String best, String fitted) {
    Canvases canvases =
        new Canvases(
            Arrays.stream(sizes.split(" ")).map(AnyResolutionImageProcessorTest::size).toList());
    assertThat(canvases.best(width, height)).isEqualTo(size(best));
    assertThat(Canvases.fit(width, height, size(best))).isEqualTo(size(fitted));
  }

  static Stream<String[]> tokens() {
    return Expectations.table("../anyres/tokens.tsv");
  }

  @ParameterizedTest(name = "{0} x {1} on {2} x {3} tiles of {4}, at most {5}")
  @MethodSource("tokens")
  void countsTokensAsTransformersDoes(
      int width,
      int height,
      int rows,
      int columns,
      int side,
      int most,
      String unpadded,
      String shrunk) {
    TokenGrid grid =
        TokenGrid.unpadded(width, height, new TilePatches(1, side, 1).of(new Grid(rows, columns)));
    assertThat(String.format(Locale.ROOT, "%dx%d", grid.rows(), grid.columns()))
        .isEqualTo(unpadded);
    long limit = (long) most * side * side;
    if (shrunk.equals("-")) {
      assertThatThrownBy(() -> grid.atMost(limit))
          .isInstanceOf(FoveaException.class)
          .hasMessageContaining("too thin");
    } else {
      TokenGrid tokens = grid.atMost(limit);
      assertThat(String.format(Locale.ROOT, "%dx%d", tokens.rows(), tokens.columns()))
          .isEqualTo(shrunk);
      assertThat(tokens.isShrunk()).isEqualTo(!shrunk.equals(unpadded));
    }
  }

  static Stream<String[]> pixels() {
    return Expectations.table("../anyres/pixels.tsv");
  }

  @ParameterizedTest(name = "{0}, {1} of {2} x {3}: {6}")
  @MethodSource("pixels")
  void hasTheVeryFloatsOfTransformers(
      String type,
      int pictures,
      int width,
      int height,
      int seen,
      String sha256,
      String configuration) {
    AnyResolutionSettings settings =
        type.equals("LlavaNextImageProcessor")
            ? AnyResolutionSettings.LLAVA_NEXT
            : AnyResolutionSettings.LLAVA_ONEVISION;
    AnyResolutionImageProcessor processor =
        processor(settings, configuration.substring(1, configuration.length() - 1));
    RgbImage image = Expectations.noise(width, height);
    ImageInput input =
        pictures == 1 ? processor.tiled(image, "<i>") : processor.square(image, "<i>");
    assertThat(input.shape()).containsExactly(seen, 3, 24, 24);
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * input.values().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(input.values());
    assertThat(Expectations.sha256(bytes.array())).isEqualTo(sha256);
    assertThat(input.expansion()).isEqualTo("<i>".repeat(input.tokens()));
  }

  /// 96 x 48 goes on the canvas of 72 x 48 as 72 x 36, with 6 pixels of padding above and below:
  /// the first and the last of 6 rows are dropped, though 2 of their 8 pixels lie on the picture.
  @Test
  void everyTokenKnowsWhatItShows() {
    ImageInput input = next().tiled(new RgbImage(96, 48, new byte[3 * 96 * 48]), "<i>");

    assertThat(input.grid()).isEqualTo(new Grid(2, 3));
    List<ImageArea> whole = input.areas().subList(0, 9);
    List<ImageArea> lines = input.areas().subList(9, input.tokens());
    assertThat(whole).isEqualTo(ImageArea.WHOLE.cells(new Grid(3, 3)));
    assertThat(lines).hasSize(4 * 10);
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 9; column++) {
        ImageArea area = lines.get(10 * row + column);
        assertThat(area.left()).isCloseTo(column / 9.0, within(1e-12));
        assertThat(area.right()).isCloseTo((column + 1) / 9.0, within(1e-12));
        assertThat(area.top()).isCloseTo((8 * row + 2) / 36.0, within(1e-12));
        assertThat(area.bottom()).isCloseTo((8 * row + 10) / 36.0, within(1e-12));
      }
      assertThat(lines.get(10 * row + 9)).isEqualTo(ImageArea.NONE);
    }
  }

  /// Tiles of 26 with three patches of 8: the last 2 pixels of every tile are not seen.
  @Test
  void whatPatchesDoNotReachIsNoTokensArea() {
    AnyResolutionImageProcessor processor =
        AnyResolutionSettings.LLAVA_ONEVISION.read(
            json("\"size\": 26, \"image_grid_pinpoints\": [[52, 52]]"),
            new TilePatches(26, 3, 8),
            OptionalInt.of(1));
    ImageInput input = processor.tiled(new RgbImage(52, 52, new byte[3 * 52 * 52]), "<i>");

    ImageArea base = input.areas().get(8);
    assertThat(base.right()).isCloseTo(24 / 26.0, within(1e-12));
    // 6 x 6 patches are shrunk to 3 x 3 tokens, so the second goes from patch 2 to patch 3.
    List<ImageArea> first = input.areas().subList(9, 13);
    assertThat(first).extracting(ImageArea::left).containsExactly(0.0, 16 / 52.0, 34 / 52.0, 0.0);
    assertThat(first)
        .extracting(ImageArea::right)
        .containsExactly(16 / 52.0, 34 / 52.0, 50 / 52.0, 0.0);
    assertThat(first.getLast()).isEqualTo(ImageArea.NONE);
    assertThat(input.tokens()).isEqualTo(9 + 3 * 4);
  }

  @Test
  void severalTokensOfOneAxisShareItsLength() {
    TokenAxis axis = TokenAxis.ofTiles(2, 0, 0.4, 0.5, 2).shrunk(3);

    assertThat(axis.starts())
        .containsExactly(new double[] {0, 0.2 + 0.2 / 3, 0.5 + 0.4 / 3}, within(1e-12));
    assertThat(axis.ends())
        .containsExactly(new double[] {0.2 + 0.2 / 3, 0.5 + 0.4 / 3, 0.9}, within(1e-12));
  }

  @Test
  void aPictureMadeSquareReachesBeyondItself() {
    ImageInput input = next().square(new RgbImage(20, 60, new byte[3600]), "<i>");

    assertThat(input.tokens()).isEqualTo(10);
    assertThat(input.areas().getFirst()).isEqualTo(new ImageArea(-1, 0, 0, 1 / 3.0));
    assertThat(input.areas().get(4)).isEqualTo(new ImageArea(0, 1 / 3.0, 1, 2 / 3.0));
    assertThat(input.areas().getLast()).isEqualTo(ImageArea.NONE);
  }

  @Test
  void aThinPictureMadeSquareIsNotWrittenOut() {
    RgbImage thin = new RgbImage(60_000, 10, new byte[1_800_000]);

    ImageInput input = next().square(thin, "<i>");

    // The square has 3.6 thousand million pixels, all but a black line of the colour of the mean.
    assertThat(input.values()[0]).isCloseTo(0, within(0.02f));
    assertThat(input.shape()).containsExactly(1, 3, 24, 24);
  }

  @Test
  void noTokenIsLeftOfAPictureThatIsTooThin() {
    AnyResolutionImageProcessor processor =
        AnyResolutionSettings.LLAVA_ONEVISION.read(
            json("\"size\": 24, \"image_grid_pinpoints\": [[24, 480]]"),
            PATCHES,
            OptionalInt.of(1));
    assertThatThrownBy(() -> processor.tiled(new RgbImage(900, 9, new byte[24_300]), "<i>"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "a picture of 60 x 1 patches is too thin for this model: shrunk to 9 visual tokens it has no row left");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"image_grid_pinpoints\": [[24, 30]] | image_grid_pinpoints: expected multiples of the tile size 24 instead of [24, 30], found a list of 1",
        "\"image_grid_pinpoints\": [[24, 24, 24]] | image_grid_pinpoints: expected a list of [height, width], found a list of 1",
        "\"image_grid_pinpoints\": [[-24, 24]] | image_grid_pinpoints: expected a list of [height, width], found a list of 1",
        "\"image_grid_pinpoints\": 24 | image_grid_pinpoints: expected a list of [height, width], found 24",
        "\"image_processor_type\": \"CLIPImageProcessor\" | image_processor_type: expected LlavaNextImageProcessor, found \"CLIPImageProcessor\"",
        "\"crop_size\": 26 | crop_size: expected tiles of 24 x 24 as the vision tower takes them, found 26",
        "\"crop_size\": null | crop_size: expected a number or {height, width}, found nothing",
        "\"size\": {\"shortest_edge\": 24, \"longest_edge\": 48} | size: expected {shortest_edge} or {height, width}, found an object",
      })
  void settingsThatDoNotFitAreNamed(String setting, String message) {
    String rest = setting.startsWith("\"crop") ? "\"size\": 24, " : "\"crop_size\": 24, ";
    assertThatThrownBy(() ->
            AnyResolutionSettings.LLAVA_NEXT.read(
                json(rest + setting), PATCHES, OptionalInt.empty()))
        .isInstanceOf(FoveaException.class)
        .hasMessage("t.json: " + message);
  }

  private static AnyResolutionImageProcessor next() {
    return processor(AnyResolutionSettings.LLAVA_NEXT, "\"size\": 24, \"crop_size\": 24");
  }

  private static AnyResolutionImageProcessor processor(
      AnyResolutionSettings settings, String configuration) {
    return settings.read(json(configuration + ", " + PINPOINTS), PATCHES, OptionalInt.empty());
  }

  private static JsonView json(String members) {
    return JsonView.parse("t.json", ("{" + members + "}").getBytes(StandardCharsets.UTF_8));
  }

  private static Exact size(String text) {
    String[] lengths = text.split("x", -1);
    return new Exact(Integer.parseInt(lengths[0]), Integer.parseInt(lengths[1]));
  }
}
