package dev.fovea.jinja.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.jinja.Template;
import dev.fovea.jinja.error.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A hostile template ends with an exception, neither with the memory nor with the patience of its
/// host.
class LimitsTest {
  private static final Limits SMALL = new Limits(100_000, 1_000_000, 10_000, 300);

  private static String render(String source) {
    return Template.parse(source)
        .render(Map.of("s", "text"), RenderOptions.defaults().withLimits(SMALL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}",
        "{% for a in range(100000) %}{{ a }}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 'a' * 10 ** 30 }}",
        "{{ [1] * 1000000000 }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ '%*d' % (999999999, 1) }}",
        "{{ '%.99999f' % 1.5 }}",
        "{{ '%999999999s'|format('a') }}",
        "{{ '{:999999999}'.format('a') }}",
        "{{ '{:{w}}'.format('a', w=999999999) }}",
        "{{ s|center(999999999) }}",
        "{{ s.ljust(999999999) }}",
        "{{ s.zfill(999999999) }}",
        "{{ '\t'.expandtabs(999999999) }}",
        "{{ s|indent(999999999) }}",
        "{{ [1]|tojson(indent=999999999) }}",
        "{{ [1]|batch(999999999, 'x')|list }}",
        "{{ [1]|slice(999999999)|list }}",
        "{{ 2 ** 1000000000 }}",
        "{{ 10 ** (10 ** 10) }}",
        "{% set ns = namespace(x=2) %}{% for i in range(40) %}{% set ns.x = ns.x * ns.x %}{% endfor %}",
        "{% set ns = namespace(x='ab') %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x|tojson }}",
        "{% set ns = namespace(x=(1,)) %}{% for i in range(40) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}",
        "{% set ns = namespace(x=[1], y=[1]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}",
        "{% set ns = namespace(x='aa') %}{% for i in range(40) %}{% set ns.x = ns.x|replace('a', 'aa') %}{% endfor %}",
        "{% set ns = namespace(x='a') %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x]|join %}{% endfor %}",
        "{% set ns = namespace(x='a') %}{% for i in range(40) %}{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m(k) %}{{ m(k + 1) ~ m(k + 1) }}{% endmacro %}{{ m(0) }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}",
        "{% set ns = namespace(x=[]) %}{% for i in range(20000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(20000) %}{% set ns.x = ns.x|map('string') %}{% endfor %}{{ ns.x|list }}",
      })
  void whatGrowsWithoutEndIsCutOff(String source) {
    assertThatExceptionOfType(TemplateException.class).isThrownBy(() -> render(source));
  }

  @Test
  void everyLimitIsNamedInItsMessage() {
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> render("{% for a in range(99999) %}{% set b = a %}{% endfor %}"))
        .withMessageContaining("more than 100000 steps");
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> render("{% set a = 'a' * 1000001 %}"))
        .withMessage(
            "chat template, line 1, column 16: the template builds more than 1000000 characters of"
                + " values");
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> render("{{ 'a' * 10001 }}"))
        .withMessageContaining("the output is longer than 10000 characters");
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> render("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"))
        .withMessageContaining("the template nests more than 300 levels");
  }

  @Test
  void whatStaysWithinTheLimitsIsRendered() {
    assertThat(render("{{ 'a' * 10000 }}")).hasSize(10_000);
    assertThat(render("{% for a in range(3000) %}{{ a % 10 }}{% endfor %}")).hasSize(3000);
  }

  @Test
  void theDefaultsLeaveRoomForLongConversations() {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (int index = 0; index < 2000; index++) {
      messages.add(
          Map.of("role", index % 2 == 0 ? "user" : "assistant", "content", "x".repeat(5000)));
    }
    String source =
        "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] | trim + '\\n' }}{% endfor %}";
    assertThat(Template.parse(source).render(Map.of("messages", messages)))
        .hasSize(1000 * (5000 + 9) + 1000 * (5000 + 14));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{", "-", "not ", "x(", "x[", "'a' if ", "x|f(", "{1:"})
  void deeplyNestedExpressionsAreRefused(String open) {
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> render("{{ " + open.repeat(50_000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " + 1",
        " ~ 1 * 2",
        "|string",
        ".x",
        "[0]",
        "()",
        " and 1",
        " is defined",
        " ** 1"
      })
  void longChainsAreRefused(String link) {
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> render("{{ s" + link.repeat(50_000) + " }}"));
  }

  @Test
  void deeplyNestedStatementsAreRefused() {
    for (String tag : List.of("if s", "for a in s", "filter upper", "set x", "with", "macro m()")) {
      assertThatExceptionOfType(TemplateException.class)
          .isThrownBy(() -> Template.parse(("{% " + tag + " %}").repeat(20_000)));
    }
  }

  @Test
  void expressionsAreNestedAsDeeplyAsAnyoneWrites() {
    assertThat(render("{{ " + "(".repeat(60) + "s" + ")".repeat(60) + " }}")).isEqualTo("text");
    assertThat(render("{{ s" + " + s".repeat(200) + " }}")).hasSize(4 * 201);
  }

  @Test
  void limitsBelowOneAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, 1, 1, 1));
  }
}
