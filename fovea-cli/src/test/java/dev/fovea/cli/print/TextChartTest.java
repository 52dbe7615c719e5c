package dev.fovea.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextChartTest {

  @Test
  void signsStandInTheRowOfTheirShare() {
    TextChart chart = new TextChart(List.of("128", "2,048"));
    chart.add('o', "whole", Map.of(0, 0.91, 1, 0.62));
    chart.add('#', "pruned", Map.of(0, 0.91, 1, 0.78));
    chart.add('x', "random", Map.of(1, 0.6));

    assertThat(chart.text().replace(System.lineSeparator(), "\n"))
        .isEqualTo(
            """
                  |
             90 % |   o #
                  |
             80 % |                 #
                  |
             70 % |
                  |
             60 % |               o   x
                  +------------------------
                       128        2,048
                   o whole    # pruned    x random
            """);
  }

  @Test
  void nothingIsDrawnAboveAHundredPercent() {
    TextChart chart = new TextChart(List.of("1"));
    chart.add('o', "whole", Map.of(0, 1.0));

    assertThat(chart.text()).startsWith("100 % |");
  }
}
