package dev.fovea.insight.page.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerValuesTest {
  private final LayerValues values =
      new LayerValues(List.of(new double[] {0.5, 0, 0.25}, new double[] {0.1, 0.4, 0.15}));

  @Test
  void pageHoldsTheMeanAndEveryLayer() {
    String attribute = values.attribute();
    assertThat(attribute).startsWith(" data-values=\"").endsWith("\"");
    ByteBuffer numbers =
        ByteBuffer.wrap(Base64.getDecoder().decode(attribute.split("\"")[1]))
            .order(ByteOrder.LITTLE_ENDIAN);
    double[][] rows = {{0.3, 0.2, 0.2}, {0.5, 0, 0.25}, {0.1, 0.4, 0.15}};

    assertThat(numbers.remaining()).isEqualTo(2 * 9);
    for (double[] row : rows) {
      for (double value : row) {
        assertThat((double) Float.float16ToFloat(numbers.getShort()))
            .isCloseTo(value, withinPercentage(0.05));
      }
    }
  }

  @Test
  void shadesTellWhatWasChosen() {
    assertThat(values.levels(Shading.LAYER))
        .containsExactly(new double[] {1, 2 / 3.0, 2 / 3.0}, offset(1e-9));
    assertThat(values.levels(Shading.ALL))
        .containsExactly(new double[] {0.6, 0.4, 0.4}, offset(1e-9));
    assertThat(values.levels(Shading.RANK)).containsExactly(1, 0.5, 0);
  }

  @Test
  void nothingAtAllIsDark() {
    LayerValues none = new LayerValues(List.of(new double[2]));
    assertThat(none.levels(Shading.LAYER)).containsExactly(0, 0);
    assertThat(none.levels(Shading.ALL)).containsExactly(0, 0);
  }
}
