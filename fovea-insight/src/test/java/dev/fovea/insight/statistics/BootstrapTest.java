package dev.fovea.insight.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.FoveaException;
import dev.fovea.insight.statistics.Estimate.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  /// Four samples can be drawn in 256 ways; the bounds lie inside runs of equal means, so that
  /// drawing often enough has to find them exactly.
  @Test
  void boundsAreThoseOfAllResamplesTogether() {
    List<Double> samples = List.of(0.0, 1.0, 2.0, 7.0);
    List<Double> means = new ArrayList<>();
    for (int draw = 0; draw < 256; draw++) {
      int drawn = draw;
      means.add(
          IntStream.range(0, 4)
              .mapToDouble(i -> samples.get((drawn >> 2 * i) & 3))
              .average()
              .orElseThrow());
    }
    Collections.sort(means);

    Estimate estimate = new Bootstrap(200_000, 0.8, 5).mean(samples);

    assertThat(estimate.mean()).isEqualTo(2.5);
    assertThat(estimate.samples()).isEqualTo(4);
    Interval interval = estimate.interval().orElseThrow();
    assertThat(interval.low()).isEqualTo(means.get((int) (0.1 * 255)));
    assertThat(interval.high()).isEqualTo(means.get((int) (0.9 * 255)));
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

  @Test
  void differencesThatAreAllEqualAreSureHoweverMuchTheSamplesVary() {
    List<Double> one = List.of(0.1, 0.9, 0.4, 0.6);
    List<Double> other = one.stream().map(value -> value - 0.25).toList();
    List<Double> differences =
        IntStream.range(0, 4).mapToObj(i -> one.get(i) - other.get(i)).toList();

    Interval interval = Bootstrap.DEFAULT.mean(differences).interval().orElseThrow();

    assertThat(interval.low()).isCloseTo(0.25, within(1e-12));
    assertThat(interval.high()).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void oneSampleHasNoInterval() {
    assertThat(Bootstrap.DEFAULT.mean(List.of(0.5)).interval()).isEmpty();
    assertThatThrownBy(() -> new Bootstrap(10, 1, 0))
        .isInstanceOf(FoveaException.class)
        .hasMessage("confidence: expected above 0, below 1, found 1.0");
  }
}
