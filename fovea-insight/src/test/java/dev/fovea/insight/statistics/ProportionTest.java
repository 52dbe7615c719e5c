package dev.fovea.insight.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.insight.statistics.Estimate.Interval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

  /// The examples of Newcombe, Statistics in Medicine 17 (1998), 857-872, method 3.
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718",
  })
  void theIntervalOfAShareIsThatOfThePublishedExamples(
      int successes, int trials, double low, double high) {
    assertClose(new Proportion(successes, trials).interval(), low, high);
  }

  /// The examples of Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
  @ParameterizedTest
  @CsvSource({
    "56, 70, 48, 80, 0.0524, 0.3339",
    "9, 10, 3, 10, 0.1705, 0.8090",
    "6, 7, 2, 7, 0.0582, 0.8062",
    "5, 56, 0, 29, -0.0381, 0.1926",
  })
  void theIntervalOfADifferenceIsThatOfThePublishedExamples(
      int successes, int trials, int others, int otherTrials, double low, double high) {
    Proportion first = new Proportion(successes, trials);
    Proportion second = new Proportion(others, otherTrials);

    assertClose(first.minus(second), low, high);
    assertClose(second.minus(first), -high, -low);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "-1, 3", "4, 3"})
  void moreSuccessesThanTrialsAreRefused(int successes, int trials) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(successes, trials));
  }

  private static void assertClose(Interval interval, double low, double high) {
    assertThat(interval.low()).isCloseTo(low, within(5e-5));
    assertThat(interval.high()).isCloseTo(high, within(5e-5));
  }
}
