package dev.fovea.insight.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedDifferenceTest {

  /// Sums of binomial coefficients over powers of two, by hand.
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1", // nothing differs
    "1, 1, 1",
    "2, 1, 1", // 2 (1 + 3) / 8
    "3, 3, 1",
    "5, 0, 0.0625", // 2 / 32
    "1, 8, 0.0390625", // 2 (1 + 9) / 512
    "8, 1, 0.0390625",
    "2, 10, 0.03857421875", // 2 (1 + 12 + 66) / 4096
  })
  void theProbabilityIsTheTwoSidedBinomialTail(int gained, int lost, double probability) {
    assertThat(PairedDifference.probability(gained, lost)).isCloseTo(probability, within(1e-12));
  }

  /// The normal distribution beyond (|1100 - 1000| - 1) / sqrt(2100) = 2.1604 deviations, twice.
  @Test
  void manySamplesAreNoProblem() {
    assertThat(PairedDifference.probability(1100, 1000)).isCloseTo(0.03075, within(2e-4));
    assertThat(PairedDifference.probability(5000, 0)).isZero();
  }

  @Test
  void samplesAreComparedOneByOne() {
    PairedDifference difference =
        PairedDifference.of(
            List.of(true, true, true, false, false),
            List.of(true, false, false, true, false),
            Bootstrap.DEFAULT);

    assertThat(difference.difference().mean()).isCloseTo(0.2, within(1e-12));
    assertThat(difference.difference().samples()).isEqualTo(5);
    assertThat(difference.gained()).isEqualTo(2);
    assertThat(difference.lost()).isOne();
    assertThat(difference.probability()).isEqualTo(1);
    assertThat(difference.isClear()).isFalse();
  }

  @Test
  void aDifferenceIsClearWhereItsIntervalLeavesOutZero() {
    List<Boolean> always = IntStream.range(0, 20).mapToObj(_ -> true).toList();
    List<Boolean> half = IntStream.range(0, 20).mapToObj(i -> i % 2 == 0).toList();

    assertThat(PairedDifference.of(always, half, Bootstrap.DEFAULT).isClear()).isTrue();
    assertThat(PairedDifference.of(half, always, Bootstrap.DEFAULT).isClear()).isTrue();
    assertThat(PairedDifference.of(half, half, Bootstrap.DEFAULT).isClear()).isFalse();
    assertThat(PairedDifference.of(List.of(true), List.of(false), Bootstrap.DEFAULT).isClear())
        .as("one sample has no interval")
        .isFalse();
    List<Boolean> never = IntStream.range(0, 20).mapToObj(_ -> false).toList();
    assertThat(PairedDifference.of(always, never, Bootstrap.DEFAULT).isClear())
        .as("twenty samples that all differ: no interval, and no doubt (p = 2e-6)")
        .isTrue();
    assertThat(PairedDifference.of(always, always, Bootstrap.DEFAULT).isClear()).isFalse();
    assertThat(
            PairedDifference.of(always.subList(0, 9), never.subList(0, 9), Bootstrap.DEFAULT)
                .isClear())
        .isFalse();
  }

  @Test
  void bothSettingsNeedTheSameSamples() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PairedDifference.of(List.of(true), List.of(true, false), Bootstrap.DEFAULT))
        .withMessageContaining("found 1 and 2");
  }
}
