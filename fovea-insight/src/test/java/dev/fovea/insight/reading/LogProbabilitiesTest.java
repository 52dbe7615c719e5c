package dev.fovea.insight.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LogProbabilitiesTest {
  @Test
  void divergenceOfTwoCoins() {
    double[] fair = LogProbabilities.of(new float[] {3, 3});
    double[] bent = {Math.log(0.25), Math.log(0.75)};

    assertThat(LogProbabilities.divergence(fair, bent))
        .isCloseTo(0.5 * Math.log(2) + 0.5 * Math.log(2.0 / 3), within(1e-15));
    assertThat(LogProbabilities.divergence(bent, fair))
        .isCloseTo(0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), within(1e-15));
    assertThat(LogProbabilities.divergence(bent, bent)).isZero();
  }

  @Test
  void largeLogitsAndTokensWithoutAnyProbabilityAreNoTrouble() {
    double[] p = LogProbabilities.of(new float[] {1000, 999, Float.NEGATIVE_INFINITY});

    assertThat(Math.exp(p[0])).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
    assertThat(Arrays.stream(p).map(Math::exp).sum()).isCloseTo(1, within(1e-12));
    assertThat(LogProbabilities.divergence(p, p)).isZero();
  }
}
