package dev.fovea.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.jinja.option.RenderOptions;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a Java caller relies on besides the language itself.
class TemplateTest {

  @Test
  void javaValuesBecomePythonValues() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("absent", null);
    variables.put("list", List.of(1, 2L, (short) 3, 2.5, 0.5f, true, "é", BigInteger.TEN.pow(20)));
    variables.put("map", Map.of("key", List.of(Map.of())));
    assertThat(Template.parse("{{ absent }} {{ list }} {{ map }}").render(variables))
        .isEqualTo("None [1, 2, 3, 2.5, 0.5, True, 'é', 100000000000000000000] {'key': [{}]}");
  }

  @Test
  void variablesHideGlobalFunctions() {
    assertThat(Template.parse("{{ range }} {{ dict(a=1) }}").render(Map.of("range", "r")))
        .isEqualTo("r {'a': 1}");
  }

  @Test
  void theTimeIsThatOfTheClockInItsZone() {
    Clock clock = Clock.fixed(Instant.parse("2024-12-31T23:30:00Z"), ZoneId.of("Europe/Berlin"));
    assertThat(
            Template.parse("{{ strftime_now('%d %B %Y %H:%M') }}")
                .render(Map.of(), RenderOptions.defaults().withClock(clock)))
        .isEqualTo("01 January 2025 00:30");
  }

  @Test
  void oneTemplateServesManyThreadsAndKeepsNothingBetweenRenderings() {
    Template template =
        Template.parse(
            "{% set ns = namespace(sum=0) %}{% for i in range(n) %}{% set ns.sum = ns.sum + i %}"
                + "{% endfor %}{{ ns.sum }}");
    List<String> sums =
        IntStream.range(0, 400).parallel().mapToObj(n -> template.render(Map.of("n", n))).toList();
    assertThat(sums)
        .isEqualTo(
            IntStream.range(0, 400).mapToObj(n -> Integer.toString(n * (n - 1) / 2)).toList());
  }
}
