package dev.fovea.insight.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankSumTest {
  /// Few different values, so that many pairs are ties.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 40, 1000})
  void areaIsTheShareOfPairsInTheRightOrder(int values) {
    SplittableRandom random = new SplittableRandom(values);
    List<Double> positives = draw(random, 17, values);
    List<Double> negatives = draw(random, 31, values);

    double pairs = 0;
    for (double positive : positives) {
      for (double negative : negatives) {
        pairs += positive > negative ? 1 : positive == negative ? 0.5 : 0;
      }
    }

    assertThat(RankSum.area(positives, negatives)).isCloseTo(pairs / (17 * 31), within(1e-12));
  }

  private static List<Double> draw(SplittableRandom random, int count, int values) {
    return Stream.generate(() -> (double) random.nextInt(values)).limit(count).toList();
  }

  @Test
  void bothKindsAreNeeded() {
    assertThat(RankSum.area(List.of(2.0), List.of(1.0, 0.5))).isEqualTo(1);
    assertThatThrownBy(() -> RankSum.area(List.of(), List.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0 and 1");
  }
}
