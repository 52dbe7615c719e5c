package dev.fovea.insight.page.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0.1234, 12.3\u00A0%",
    "0, 0.0\u00A0%",
    "1, 100.0\u00A0%",
    "0.00123, 0.12\u00A0%",
    "-0.25, -25.0\u00A0%",
    "1e-9, < 0.0001\u00A0%",
    "-1e-9, > −0.0001\u00A0%",
    "NaN, –",
  })
  void shares(double share, String text) {
    assertThat(Numbers.percent(share)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.01234, 0.0123",
    "12.34, 12.3",
    "-1234.5, −1235",
    "0.00000123, 1.23e−6",
    "12345678, 1.23e7",
    "Infinity, –",
    "NaN, –",
  })
  void threeDigitsCount(double value, String text) {
    assertThat(Numbers.number(value)).isEqualTo(text);
  }
}
