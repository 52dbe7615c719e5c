package dev.fovea.insight.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.insight.statistics.Estimate.Interval;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
  /// Of ten samples, three of them 1, a resample holds as many ones as ten throws at 0.3: at most
  /// one with probability 0.149, at most four with 0.850, at most five with 0.953. So the middle 80
  /// % of the means lie from 0.1 to 0.5, which drawing often enough has to find exactly.
  @Test
  void boundsAreThoseOfAllResamplesTogether() {
    List<Double> samples = IntStream.range(0, 10).mapToObj(i -> i < 3 ? 1.0 : 0.0).toList();

    Estimate estimate = new Bootstrap(100_000, 0.8, 5).mean(samples);

    assertThat(estimate.mean()).isCloseTo(0.3, within(1e-12));
    assertThat(estimate.samples()).isEqualTo(10);
    assertThat(estimate.interval()).contains(new Interval(0.1, 0.5));
  }

  /// A fair coin thrown 400 times: half, give or take 1.96 * 0.5 / 20.
  @Test
  void intervalOfManySamplesIsThatOfTheNormalDistribution() {
    List<Double> coin = IntStream.range(0, 400).mapToObj(i -> (double) (i % 2)).toList();

    Interval interval = Bootstrap.DEFAULT.mean(coin).interval().orElseThrow();

    assertThat(interval.low()).isCloseTo(0.5 - 0.049, within(0.005));
    assertThat(interval.high()).isCloseTo(0.5 + 0.049, within(0.005));
    assertThat(Bootstrap.DEFAULT.mean(coin).interval()).contains(interval);
  }

  /// Differences of two settings vary less than the settings where these go up and down together.
  @Test
  void aPairedDifferenceIsSureHoweverMuchTheSamplesVary() {
    List<Double> differences =
        IntStream.range(0, 20).mapToObj(i -> 0.25 + (i % 2 == 0 ? 0.01 : -0.01)).toList();

    Interval interval = Bootstrap.DEFAULT.mean(differences).interval().orElseThrow();

    assertThat(interval.low()).isBetween(0.24, 0.25);
    assertThat(interval.high()).isBetween(0.25, 0.26);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9})
  void fewSamplesHaveNoInterval(int count) {
    List<Double> samples = IntStream.range(0, count).mapToObj(i -> (double) i).toList();

    Estimate estimate = Bootstrap.DEFAULT.mean(samples);

    assertThat(estimate.mean()).isEqualTo((count - 1) / 2.0);
    assertThat(estimate.interval()).isEmpty();
    assertThat(estimate.withoutInterval()).isEqualTo("no interval of fewer than 10 samples");
  }

  @Test
  void tenSamplesHaveAnIntervalUnlessTheyAreAllEqual() {
    List<Double> ten = IntStream.range(0, 10).mapToObj(i -> (double) i).toList();

    assertThat(Bootstrap.DEFAULT.mean(ten).interval()).isPresent();
    Estimate equal = Bootstrap.DEFAULT.mean(Collections.nCopies(12, 0.25));
    assertThat(equal.mean()).isEqualTo(0.25);
    assertThat(equal.interval()).isEmpty();
    assertThat(equal.withoutInterval()).isEqualTo("no interval, as all 12 samples are equal");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Bootstrap(10, 1, 0))
        .isInstanceOf(FoveaException.class)
        .hasMessage("confidence: expected above 0, below 1, found 1.0");
  }
}
