package dev.fovea.pruning.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.pruning.Smoothing;
import dev.fovea.pruning.Smoothing.Kind;
import org.junit.jupiter.api.Test;

/// Expected numbers: `avg_pool1d` and `max_pool1d` of torch 2.13 with stride 1 and padding width /
/// 2.
class SmootherTest {

  private static final double[] SCORES = {3, -1, 4, -1, 5, -9, 2, 6};

  @Test
  void theAveragePoolCountsZerosBeyondTheEnds() {
    assertThat(Smoother.smooth(SCORES, new Smoothing(Kind.AVERAGE, 5)))
        .containsExactly(new double[] {1.2, 1, 2, -0.4, 0.2, 0.6, 0.8, -0.2}, within(1e-15));
  }

  @Test
  void theMaximumPoolIgnoresWhatLiesBeyondTheEnds() {
    assertThat(Smoother.smooth(SCORES, new Smoothing(Kind.MAX, 5)))
        .containsExactly(4, 4, 5, 5, 5, 6, 6, 6);
    assertThat(Smoother.smooth(new double[] {-3, -2}, new Smoothing(Kind.MAX, 3)))
        .containsExactly(-2, -2);
  }

  @Test
  void noSmoothingLeavesTheScoresAlone() {
    assertThat(Smoother.smooth(SCORES, Smoothing.NONE)).containsExactly(SCORES);
  }
}
