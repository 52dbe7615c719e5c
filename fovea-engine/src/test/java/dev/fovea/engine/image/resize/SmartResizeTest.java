package dev.fovea.engine.image.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sizes as `smart_resize` of transformers 5.18 gives them.
class SmartResizeTest {

  @ParameterizedTest
  @CsvSource({
    "97, 61, 12, 288, 2016, 48, 24",
    "41, 83, 12, 288, 2016, 24, 60",
    "640, 480, 28, 3136, 1003520, 644, 476",
    "6000, 4000, 28, 3136, 1003520, 1204, 812",
    "150, 10, 12, 288, 2016, 144, 12",
    "10, 10, 28, 3136, 1003520, 56, 56",
    // Nothing tall is left of the picture, so it is enlarged.
    "1000, 5, 28, 3136, 1003520, 812, 28",
    "5, 1000, 28, 3136, 1003520, 28, 812",
    // Halves are rounded to even numbers of tokens.
    "70, 42, 28, 1, 1000000000, 56, 56",
    "42, 14, 28, 1, 1000000000, 28, 28",
    "233, 311, 12, 4320, 5184, 60, 72",
    // One token is the least, so the picture is larger than it should be.
    "15, 3000, 28, 3136, 12544, 28, 1568",
    "200, 1, 32, 65536, 16777216, 3648, 32",
    "1920, 1080, 32, 65536, 2097152, 1920, 1088",
  })
  void sizesAreThoseOfTransformers(
      int width, int height, int unit, long least, long most, int newWidth, int newHeight) {
    assertThat(new SmartResize(unit, least, most).of(height, width))
        .isEqualTo(new TargetSize.Exact(newHeight, newWidth));
  }

  @Test
  void stripsAreRefusedBeyondTwoHundredToOne() {
    SmartResize rule = new SmartResize(28, 3136, 1003520);

    assertThat(rule.of(5, 1000)).isNotNull();
    assertThatThrownBy(() -> rule.of(5, 1001))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "a picture of 1001 x 5: expected sides of which none is more than 200 times the other");
  }
}
