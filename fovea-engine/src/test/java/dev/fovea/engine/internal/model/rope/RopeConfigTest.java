package dev.fovea.engine.internal.model.rope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which axis turns which frequency, as in Qwen2-VL and Qwen3-VL of transformers 5.18.
class RopeConfigTest {

  private static int[] axes(int dimension, boolean interleaved, Integer... sections) {
    return rope(dimension, interleaved, new RopeScaling.Default(), sections).axes();
  }

  private static RopeConfig rope(
      int dimension, boolean interleaved, RopeScaling scaling, Integer... sections) {
    return new RopeConfig(dimension, 1e4, 64, scaling, List.of(sections), interleaved);
  }

  @Test
  void sectionsFollowEachOtherAndBeginAgainWithTime() {
    assertThat(axes(16, false, 2, 3, 3)).containsExactly(0, 0, 1, 1, 1, 2, 2, 2);
    assertThat(axes(16, false, 1, 1, 2, 2, 1, 1)).containsExactly(0, 1, 2, 2, 0, 0, 1, 2);
    assertThat(axes(16, false, 0, 8, 0)).containsExactly(1, 1, 1, 1, 1, 1, 1, 1);
  }

  @Test
  void interleavedHeightAndWidthTakeEveryThirdFrequencyAndTimeTheRest() {
    assertThat(axes(16, true, 4, 2, 2)).containsExactly(0, 1, 2, 0, 1, 2, 0, 0);
    assertThat(axes(16, true, 2, 3, 3)).containsExactly(0, 1, 2, 0, 1, 2, 0, 1);
    assertThat(axes(16, true, 24, 20, 20)).containsExactly(0, 1, 2, 0, 1, 2, 0, 1);
    assertThat(axes(16, true, 8, 0, 0)).containsOnly(0);
  }

  @Test
  void sectionsThatDoNotFitAreToldInOneLine() {
    assertThatThrownBy(() -> axes(16, false, 16, 24, 24))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "config.json: mrope_section [16, 24, 24]: expected numbers that add up to 8, half the"
                + " rotary features");
    assertThatThrownBy(() -> axes(16, true, 4, 4))
        .isInstanceOf(FoveaException.class)
        .hasMessage("config.json: mrope_section [4, 4]: expected 3 numbers");
    assertThatThrownBy(() -> axes(16, false, 10, -1, -1)).isInstanceOf(FoveaException.class);
  }

  @Test
  void longRopeNeedsAFactorForEveryFrequency() {
    RopeScaling scaling =
        new RopeScaling.LongRope(List.of(1.0, 1.0), List.of(1.0, 2.0, 3.0), 1, 64);

    assertThatThrownBy(() -> rope(4, false, scaling))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "config.json: long_factor: expected 2 numbers, half the rotary features, found 3");
  }
}
