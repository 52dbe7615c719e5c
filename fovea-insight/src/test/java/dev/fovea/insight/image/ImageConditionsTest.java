package dev.fovea.insight.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageConditionsTest {
  private static final int WIDTH = 23;
  private static final int HEIGHT = 17;
  private static final RgbImage PICTURE = picture();
  private static final ImageConditions CONDITIONS =
      new ImageConditions(3, 5, Optional.of(new RgbImage(4, 9, new byte[108])));

  private static RgbImage picture() {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    new SplittableRandom(1).nextBytes(rgb);
    return new RgbImage(WIDTH, HEIGHT, rgb);
  }

  @ParameterizedTest
  @EnumSource
  void everyConditionKeepsTheSizeAndIsTheSameEachTime(ImageCondition condition) {
    RgbImage shown = CONDITIONS.show(condition, PICTURE, 0);

    assertThat(shown.width()).isEqualTo(WIDTH);
    assertThat(shown.height()).isEqualTo(HEIGHT);
    assertThat(CONDITIONS.show(condition, PICTURE, 0).rgb()).isEqualTo(shown.rgb());
  }

  @Test
  void blankIsTheMeanOfEachColour() {
    byte[] blank = CONDITIONS.show(ImageCondition.BLANK, PICTURE, 0).rgb();

    for (int colour = 0; colour < 3; colour++) {
      int channel = colour;
      double mean =
          IntStream.range(0, WIDTH * HEIGHT)
              .map(i -> PICTURE.rgb()[3 * i + channel] & 255)
              .average()
              .orElseThrow();
      assertThat(IntStream.range(0, WIDTH * HEIGHT).map(i -> blank[3 * i + channel] & 255))
          .allMatch(value -> Math.abs(value - mean) <= 0.5);
    }
  }

  @Test
  void noiseIsEvenAndDiffersFromPictureToPicture() {
    RgbImage large = new RgbImage(100, 100, new byte[30_000]);
    byte[] noise = CONDITIONS.show(ImageCondition.NOISE, large, 0).rgb();

    // mean 127.5, standard error 0.43
    assertThat(IntStream.range(0, noise.length).map(i -> noise[i] & 255).average().orElseThrow())
        .isCloseTo(127.5, within(2.0));
    assertThat(CONDITIONS.show(ImageCondition.NOISE, large, 1).rgb()).isNotEqualTo(noise);
  }

  @Test
  void shufflingMovesEveryPatchAndLeavesTheRest() {
    RgbImage shuffled = CONDITIONS.show(ImageCondition.SHUFFLED, PICTURE, 0);
    List<List<Byte>> before = patches(PICTURE);
    List<List<Byte>> after = patches(shuffled);

    assertThat(after).containsExactlyInAnyOrderElementsOf(before).hasSize(4 * 3);
    assertThat(IntStream.range(0, before.size()))
        .noneMatch(i -> before.get(i).equals(after.get(i)));
    assertThat(shuffled.crop(20, 0, 3, HEIGHT).rgb())
        .isEqualTo(PICTURE.crop(20, 0, 3, HEIGHT).rgb());
    assertThat(shuffled.crop(0, 15, WIDTH, 2).rgb()).isEqualTo(PICTURE.crop(0, 15, WIDTH, 2).rgb());
  }

  private static List<List<Byte>> patches(RgbImage picture) {
    List<List<Byte>> patches = new ArrayList<>();
    for (int y = 0; y + 5 <= HEIGHT; y += 5) {
      for (int x = 0; x + 5 <= WIDTH; x += 5) {
        List<Byte> bytes = new ArrayList<>();
        for (byte value : picture.crop(x, y, 5, 5).rgb()) {
          bytes.add(value);
        }
        patches.add(bytes);
      }
    }
    return patches;
  }

  @Test
  void anotherPictureIsCutInTheMiddleAndNotStretched() {
    byte[] rgb = new byte[3 * 40 * 20];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % 40 / 10 * 50); // four stripes from left to right
    }
    ImageConditions striped = new ImageConditions(0, 0, Optional.of(new RgbImage(40, 20, rgb)));
    RgbImage square = new RgbImage(20, 20, new byte[1200]);

    byte[] shown = striped.show(ImageCondition.OTHER, square, 0).rgb();

    assertThat(IntStream.range(0, 20).map(x -> shown[3 * x] & 255).distinct())
        .containsExactly(50, 100);
  }

  @Test
  void whatCannotBeShownIsRefused() {
    RgbImage dot = new RgbImage(9, 5, new byte[135]);

    assertThat(ImageConditions.DEFAULT.available()).doesNotContain(ImageCondition.OTHER);
    assertThatThrownBy(() -> ImageConditions.DEFAULT.show(ImageCondition.OTHER, dot, 0))
        .isInstanceOf(FoveaException.class)
        .hasMessage("condition other: expected another picture to show, found none");
    assertThatThrownBy(() -> CONDITIONS.show(ImageCondition.SHUFFLED, dot, 0))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "patch edge 5: a picture of 9 x 5 holds 1 such patches, expected 2 or more to shuffle");
    assertThatThrownBy(() -> new ImageConditions(0, -1, Optional.empty()))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("found -1");
  }
}
