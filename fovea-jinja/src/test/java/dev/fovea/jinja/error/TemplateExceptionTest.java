package dev.fovea.jinja.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fovea.jinja.Template;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Errors say where in the template they come from, in one line.
class TemplateExceptionTest {

  private static TemplateException failure(String source) {
    return catchThrowableOfType(
        TemplateException.class, () -> Template.parse(source).render(Map.of("s", "text")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{{ nothing.here }};1;11;'nothing' is undefined",
        "a\\n  {{ s + 1 }};2;8;can only concatenate str (not \"int\") to str",
        "a\\r\\n{% if s %}\\r\\n{{ 1 / 0 }}{% endif %};3;6;division by zero",
        "{% for x in s %}{{ 1 + (2 - x) }}{% endfor %};1;27;unsupported operand type(s) for -: 'int' and 'str'",
        "👋 {{ [1]|sum(nope=1) }};1;10;sum() got an unexpected keyword argument 'nope'",
        "{% for a, b in [1] %}{% endfor %};1;4;cannot unpack non-iterable int object",
        "{% set\\n  x = s.nope() %};2;13;'str object' has no attribute 'nope'",
        "{% macro m(a) %}{{ a }}{% endmacro %}\\n\\n{{ m(1, 2) }};3;5;macro 'm' takes not more than 1 argument(s)",
        "{{ s|center(\\n'x') }};1;6;'str' object cannot be interpreted as an integer",
      })
  void runtimeErrorsPointToTheInnermostExpression(
      String source, int line, int column, String problem) {
    TemplateException failure = failure(source.replace("\\n", "\n").replace("\\r", "\r"));
    assertThat(failure.problem()).isEqualTo(problem);
    assertThat(failure.line()).isEqualTo(line);
    assertThat(failure.column()).isEqualTo(column);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "a {{ b c }};1;8;expected token 'end of print statement', got 'c'",
        "a\\n{% if x %}\\n  {{ ) }};3;6;unexpected ')'",
        "{% for x in y %};1;17;Unexpected end of template. Jinja was looking for the following tags: 'endfor' or 'else'. The innermost block that needs to be closed is 'for'.",
        "ab{# c;1;3;Missing end of comment tag",
        "{{ 'a\\x4' }};1;4;truncated \\xXX escape",
        "{{ x|nope }};1;6;No filter named 'nope'.",
        "\\n {% break %};2;5;'break' outside loop",
      })
  void syntaxErrorsPointToTheToken(String source, int line, int column, String problem) {
    TemplateException failure = failure(source.replace("\\n", "\n"));
    assertThat(failure.problem()).isEqualTo(problem);
    assertThat(failure.line()).isEqualTo(line);
    assertThat(failure.column()).isEqualTo(column);
  }

  @Test
  void theMessageIsOneLineWithThePlace() {
    assertThat(failure("\n  {{ raise_exception('no\nsystem role') }}"))
        .isInstanceOf(RaisedByTemplateException.class)
        .hasMessage("chat template, line 2, column 21: no\\nsystem role")
        .extracting("problem")
        .isEqualTo("no\nsystem role");
  }

  @Test
  void variablesWithoutCounterpartAreRefusedByTheirPath() {
    Map<String, Object> variables = Map.of("a", Map.of("b", java.util.List.of(1, Instant.EPOCH)));
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> Template.parse("").render(variables))
        .withMessage(
            "chat template: variable a.b[1]: expected String, Number, Boolean, List, Map or null,"
                + " found java.time.Instant");
  }
}
