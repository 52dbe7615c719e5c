package dev.fovea.engine.image.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.Expectations;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResizeTest {

  static Stream<String[]> cases() {
    return Expectations.table("resize.tsv");
  }

  @ParameterizedTest(name = "{0} {1}: {2} x {3} to {4} x {5}")
  @MethodSource("cases")
  void resizesBitForBit(
      Resampling resampling,
      ResizeBackend backend,
      int width,
      int height,
      int newWidth,
      int newHeight,
      String sha256) {
    RgbImage image = Expectations.noise(width, height);
    RgbImage resized = Resize.resize(image, newWidth, newHeight, resampling, backend);
    assertThat(Expectations.sha256(resized.rgb())).isEqualTo(sha256);
  }

  @ParameterizedTest
  @EnumSource
  void leavesOneColourAsItIs(Resampling resampling) {
    byte[] gray = new byte[3 * 31 * 17];
    Arrays.fill(gray, (byte) 131);
    for (ResizeBackend backend : ResizeBackend.values()) {
      RgbImage resized = Resize.resize(new RgbImage(31, 17, gray), 12, 40, resampling, backend);
      assertThat(resized.rgb()).containsOnly(131);
    }
  }

  @Test
  void refusesToBlowUpAThinStrip() {
    RgbImage strip = new RgbImage(1, 30_000, new byte[90_000]);
    assertThatThrownBy(() -> Resize.resize(strip, 336, 10_080_000, Resampling.BICUBIC))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "a picture of 1 x 30000 cannot be resized to 336 x 10080000: expected 1 to 100000000 pixels");
  }

  @Test
  void knowsPillowsFiltersByNumber() {
    assertThat(IntStream.rangeClosed(-1, 6).mapToObj(Resampling::ofCode))
        .containsExactly(
            Optional.empty(),
            Optional.of(Resampling.NEAREST),
            Optional.of(Resampling.LANCZOS),
            Optional.of(Resampling.BILINEAR),
            Optional.of(Resampling.BICUBIC),
            Optional.of(Resampling.BOX),
            Optional.of(Resampling.HAMMING),
            Optional.empty());
  }

  @Test
  void torchvisionHasNoBoxAndNoHammingSoTheyAreAsInPillow() {
    RgbImage image = Expectations.noise(40, 31);
    for (Resampling resampling : List.of(Resampling.BOX, Resampling.HAMMING)) {
      assertThat(Resize.resize(image, 17, 50, resampling, ResizeBackend.TORCHVISION).rgb())
          .containsExactly(Resize.resize(image, 17, 50, resampling, ResizeBackend.PIL).rgb());
    }
  }
}
