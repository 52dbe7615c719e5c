package dev.fovea.insight.page.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.93, 0, 1, 0.2",
    "0, 1, 0, 1, 0.2",
    "0, 1.01, 0, 1.5, 0.5",
    "-3.2, 1, -4, 1, 1",
    "0, 7e-9, 0, 8e-9, 2e-9",
    "-0.02, -0.01, -0.02, 0, 0.005",
    "0, 0, 0, 1, 0.5",
  })
  void axisGoesFromOneRoundNumberToAnotherPastZero(
      double least, double most, double from, double to, double step) {
    Axis axis = Axis.of(DoubleStream.of(least, most, Double.NaN, Double.POSITIVE_INFINITY));

    assertThat(axis.from()).isCloseTo(from, offset(1e-12));
    assertThat(axis.to()).isCloseTo(to, offset(1e-12));
    assertThat(axis.step()).isCloseTo(step, offset(1e-12));
    assertThat(axis.ticks()).hasSizeLessThanOrEqualTo(7).anyMatch(tick -> Math.abs(tick) < 1e-15);
    assertThat(axis.share(axis.from())).isZero();
    assertThat(axis.share(axis.to())).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "SHARE, 0.2, 0.2, 20\u00A0%",
    "SHARE, 0.005, 0.005, 0.5\u00A0%",
    "NATS, 1.5, 0.5, 1.5",
    "PLAIN, -2, 1, −2",
    "PLAIN, 0, 2e-9, 0",
    "PLAIN, 4e-9, 2e-9, 4e−9",
    "PLAIN, 1.5e-5, 5e-6, 1.5e−5",
    "PLAIN, 2e7, 1e7, 2e7",
  })
  void ticksHaveTheDigitsThatTheirStepsNeed(Unit unit, double value, double step, String text) {
    assertThat(unit.tick(value, step)).isEqualTo(text);
  }

  @Test
  void linesRunThroughTheirValuesAndBreakWhereThereIsNone() {
    LineChart chart =
        LineChart.byLayer(
            "label",
            "quantity",
            Unit.SHARE,
            List.of(
                new Series("one", List.of(0.0, 1.0, Double.NaN, 0.5)),
                new Series("two", List.of(0.25, 0.25, 0.25, 0.25))));

    String html = chart.html("caption");

    List<String> lines = groups("<path class=\"line\" d=\"(M[^\"H]*)\"", html);
    assertThat(lines).hasSize(2);
    List<String> points = groups("[ML]([0-9. ]+)", lines.getFirst());
    assertThat(points).extracting(point -> point.split(" ")[1]).containsExactly("196", "26", "111");
    assertThat(lines.getFirst()).containsOnlyOnce("L").contains("M");
    assertThat(groups("data-tip=\"([^\"]*)\"", html))
        .containsExactly(
            "layer 0\none: 0.0\u00A0%\ntwo: 25.0\u00A0%",
            "layer 1\none: 100.0\u00A0%\ntwo: 25.0\u00A0%",
            "layer 2\none: –\ntwo: 25.0\u00A0%",
            "layer 3\none: 50.0\u00A0%\ntwo: 25.0\u00A0%");
    assertThat(groups("<tr>(.*?)</tr>", html)).hasSize(5);
    assertThat(html)
        .contains("<th scope=\"col\">one, percent</th>")
        .contains("<tr><th scope=\"row\">2</th><td>–</td><td>25.0\u00A0%</td></tr>");
  }

  @Test
  void linesOfAnotherLengthThanTheCategoriesAreRefused() {
    assertThatThrownBy(() ->
            LineChart.byLayer(
                "label",
                "quantity",
                Unit.PLAIN,
                List.of(new Series("one", List.of(1.0)), new Series("two", List.of(1.0, 2.0)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("one: expected 2 values, found 1");
  }

  @Test
  void barsAreAsLongAsTheirValuesOnBothSidesOfZero() {
    BarChart chart =
        new BarChart(
            "label",
            "quantity",
            Unit.PLAIN,
            List.of("before", "after"),
            List.of(
                new BarChart.Group("<one>", List.of(BarChart.Bar.of(2), BarChart.Bar.of(-4))),
                new BarChart.Group(
                    "two", List.of(new BarChart.Bar(1, 0.5, 2), BarChart.Bar.of(Double.NaN)))),
            Optional.empty());

    String html = chart.html("caption");

    List<MatchResult> bars =
        Pattern.compile(
                "<rect class=\"bar\" x=\"([^\"]*)\" [^>]*width=\"([^\"]*)\"[^>]*data-v=\"([^\"]*)\"")
            .matcher(html)
            .results()
            .toList();
    assertThat(bars).hasSize(3);
    double unit = Double.parseDouble(bars.getFirst().group(2)) / 2;
    for (MatchResult bar : bars) {
      assertThat(Double.parseDouble(bar.group(2)))
          .isCloseTo(Math.abs(Double.parseDouble(bar.group(3))) * unit, offset(0.02));
    }
    double zero = Double.parseDouble(bars.getFirst().group(1));
    assertThat(Double.parseDouble(bars.get(1).group(1)) + Double.parseDouble(bars.get(1).group(2)))
        .isCloseTo(zero, offset(0.02));
    assertThat(html)
        .contains("data-tip=\"&lt;one&gt;\nbefore: 2.00\nafter: −4.00\"")
        .contains("data-tip=\"two\nbefore: 1.00 (0.500 to 2.00)\nafter: –\"")
        .containsOnlyOnce("class=\"whisker\"");
  }

  /// Numbers and whiskers come after the dashed line, so that it strikes none of them through.
  @Test
  void levelsAreDrawnOverBarsAndUnderNumbers() {
    BarChart chart =
        new BarChart(
            "label",
            "quantity",
            Unit.SHARE,
            List.of("setting"),
            List.of(
                new BarChart.Group(
                    "one",
                    List.of(new BarChart.Bar(0.5, 0.25, 0.75)),
                    OptionalDouble.of(0.448),
                    false),
                new BarChart.Group(
                    "chance", List.of(BarChart.Bar.of(0.448)), OptionalDouble.of(0.448), true)),
            Optional.of("random"));

    String html = chart.html("caption");

    double pixels =
        Double.parseDouble(groups("class=\"bar\" x=\"4\" [^>]*width=\"([^\"]*)\"", html).getFirst())
            / 0.5;
    assertThat(groups("class=\"level\"><path class=\"ground\" d=\"M([^ ]*) ", html))
        .as("each group has a piece beside its name and one across its bar")
        .hasSize(4)
        .allSatisfy(
            x -> assertThat(Double.parseDouble(x)).isCloseTo(4 + 0.448 * pixels, offset(0.02)));
    assertThat(html)
        .containsPattern(
            "(?s)class=\"bar\" .*class=\"level\".*class=\"whisker\".*class=\"value start\".*class=\"level\"")
        .contains(
            ">random 44.8\u00A0%</text>", "\nrandom: 44.8\u00A0%\"", "<g class=\"baseline\">");
    assertThat(chart.table().html("numbers"))
        .contains("<th scope=\"col\">random, percent</th>", "<td>44.8\u00A0%</td>");
  }

  @Test
  void cellsOfAHeatMapAreTheLighterTheMore() {
    String html =
        new HeatMap(
                "label",
                "attention",
                Unit.SHARE,
                "layer",
                "head",
                List.of(List.of(0.0, 0.5), List.of(0.25, 0.1)))
            .html("caption");

    assertThat(groups("fill=\"(#[^\"]*)\" data-v", html))
        .containsExactly(HeatColor.of(0), HeatColor.of(1), HeatColor.of(0.5), HeatColor.of(0.2));
    assertThat(html).contains("data-tip=\"layer 1, head 0\n25.0\u00A0% of attention\"");
  }

  private static List<String> groups(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
  }
}
