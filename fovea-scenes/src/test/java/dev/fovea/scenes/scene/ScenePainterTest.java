package dev.fovea.scenes.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.fovea.engine.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenePainterTest {
  private static final Set<Shape> SOLID = EnumSet.complementOf(EnumSet.of(Shape.RING));

  @Test
  void theSameSeedGivesTheSameBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    scenes(64).forEach(scene -> bytes.writeBytes(ScenePainter.paint(scene).rgb()));

    assertThat(Digests.sha256(bytes.toByteArray()))
        .isEqualTo("de9d64b7dfe5137574b489016807c6eb93d5edf4899a8912ca92baee9e24aea9");
  }

  @Test
  void scenesHaveDistinctShapesColoursAndPlaces() {
    scenes(2000)
        .forEach(scene -> {
          assertThat(scene.objects()).hasSizeBetween(1, 7);
          assertThat(scene.objects()).extracting(SceneObject::shape).doesNotHaveDuplicates();
          assertThat(scene.objects()).extracting(SceneObject::colour).doesNotHaveDuplicates();
          assertThat(scene.objects()).extracting(SceneObject::place).doesNotHaveDuplicates();
        });
  }

  @Test
  void numbersOfObjectsAreInBalance() {
    Map<Integer, Integer> counts = new HashMap<>();
    scenes(7000).forEach(scene -> counts.merge(scene.objects().size(), 1, Integer::sum));

    assertThat(counts).hasSize(7);
    assertThat(counts.values()).allMatch(count -> count > 880 && count < 1120);
  }

  @Test
  void objectsStayInsideTheirCells() {
    scenes(500)
        .flatMap(scene -> scene.objects().stream())
        .forEach(object -> {
          int[] pixels = new int[2];
          Coverage.forEachPixel(
              object,
              (x, y, share) -> {
                boolean inside =
                    x / 32 == object.place().column() && y / 32 == object.place().row();
                pixels[inside ? 1 : 0]++;
              });
          assertThat(pixels[0]).isZero();
          assertThat(pixels[1]).isGreaterThan(40);
        });
  }

  @Test
  void theMiddleOfASolidObjectHasItsColour() {
    scenes(500)
        .forEach(scene -> {
          RgbImage picture = ScenePainter.paint(scene);
          scene.objects().stream()
              .filter(object -> SOLID.contains(object.shape()))
              .forEach(object -> assertThat(distance(picture, object)).isLessThan(26));
        });
  }

  @Test
  void theMiddleOfARingShowsTheBackground() {
    scenes(500)
        .forEach(scene -> {
          RgbImage picture = ScenePainter.paint(scene);
          scene.objects().stream()
              .filter(object -> object.shape() == Shape.RING)
              .forEach(object -> assertThat(distance(picture, object)).isGreaterThan(40));
        });
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void theCoverageIsTheAreaOfTheOutline(Shape shape) {
    SceneObject object =
        new SceneObject(shape, Color.RED, Size.BIG, Place.CENTRE, 47.3, 48.9, 14.2, 0.11);
    double[] covered = new double[1];
    Coverage.forEachPixel(object, (x, y, share) -> covered[0] += share);

    assertThat(covered[0]).isCloseTo(area(shape) * 14.2 * 14.2, withinPercentage(1.0));
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void outlinesLieInTheUnitCircle(Shape shape) {
    for (double[] contour : Outline.of(shape).contours()) {
      for (int i = 0; i < contour.length; i += 2) {
        assertThat(Math.hypot(contour[i], contour[i + 1])).isLessThan(1 + 1e-9);
      }
    }
  }

  @Test
  void sizesAreApart() {
    scenes(500)
        .flatMap(scene -> scene.objects().stream())
        .forEach(object -> {
          if (object.size() == Size.SMALL) {
            assertThat(object.radius()).isBetween(8.5, 10.5);
          } else {
            assertThat(object.radius()).isBetween(13.0, 15.0);
          }
        });
  }

  @Test
  void coloursAreApartFromEachOtherAndFromGrey() {
    for (Color colour : Color.values()) {
      int rgb = colour.rgb();
      int[] channels = {rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF};
      int spread =
          IntStream.of(channels).max().orElseThrow() - IntStream.of(channels).min().orElseThrow();
      assertThat(spread).as(colour.word()).isGreaterThan(90);
      for (Color other : EnumSet.complementOf(EnumSet.of(colour))) {
        int difference = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
          difference += Math.abs((rgb >> shift & 0xFF) - (other.rgb() >> shift & 0xFF));
        }
        assertThat(difference).as(colour + " and " + other).isGreaterThan(110);
      }
    }
  }

  static Stream<Scene> scenes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> SceneGenerator.scene(SeedStream.TRAINING.random(42, i), 1, 7));
  }

  /// The largest difference of a channel of the pixel in the middle from the object's colour.
  private static int distance(RgbImage picture, SceneObject object) {
    int row = (int) object.y();
    int at = 3 * (row * 96 + (int) object.x());
    int distance = 0;
    for (int channel = 0; channel < 3; channel++) {
      int expected = object.colour().rgb() >> (16 - 8 * channel) & 0xFF;
      distance = Math.max(distance, Math.abs((picture.rgb()[at + channel] & 0xFF) - expected));
    }
    return distance;
  }

  /// Of the unit shape by formula.
  private static double area(Shape shape) {
    double sixty = 30 * Math.sin(Math.PI / 30);
    return switch (shape) {
      case CIRCLE -> sixty;
      case RING -> sixty * (1 - 0.58 * 0.58);
      case SQUARE -> 1.4 * 1.4;
      case TRIANGLE -> 0.75 * Math.sqrt(3);
      case STAR -> 5 * 0.42 * Math.sin(Math.PI / 5);
      case CROSS -> 2 * 1.88 * 0.66 - 0.66 * 0.66;
      case DIAMOND -> 2 * 0.68;
      case HEART -> 180 * Math.PI / (18 * 18);
    };
  }
}
