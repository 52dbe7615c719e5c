package dev.fovea.engine.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.FoveaException;
import java.util.Arrays;
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
  void knowsThreeOfPillowsFiltersByNumber() {
    assertThat(Resampling.ofCode(1)).contains(Resampling.LANCZOS);
    assertThat(Resampling.ofCode(2)).contains(Resampling.BILINEAR);
    assertThat(Resampling.ofCode(3)).contains(Resampling.BICUBIC);
    assertThat(Resampling.ofCode(0)).isEmpty();
    assertThat(Resampling.ofCode(4)).isEmpty();
  }
}
