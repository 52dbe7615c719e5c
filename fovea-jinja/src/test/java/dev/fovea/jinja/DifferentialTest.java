package dev.fovea.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fovea.jinja.error.RaisedByTemplateException;
import dev.fovea.jinja.error.TemplateException;
import dev.fovea.jinja.option.RenderOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every feature of the language against what jinja2 made of the same snippet. The snippets and the
/// script that renders them are in `src/test/python`.
class DifferentialTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  /// The time the script gives to `strftime_now`.
  private static final RenderOptions OPTIONS =
      RenderOptions.defaults()
          .withClock(Clock.fixed(Instant.parse("2025-07-04T15:06:09.123456Z"), ZoneOffset.UTC));

  private static JsonNode snippets() throws IOException {
    try (InputStream stream = DifferentialTest.class.getResourceAsStream("snippets.json")) {
      return MAPPER.readTree(Objects.requireNonNull(stream));
    }
  }

  record Snippet(String template, JsonNode outcome, Map<String, Object> variables) {
    @Override
    public String toString() {
      return template;
    }
  }

  static Stream<Snippet> rendered() throws IOException {
    return all().filter(snippet -> snippet.outcome().has("expected"));
  }

  static Stream<Snippet> refused() throws IOException {
    return all().filter(snippet -> snippet.outcome().has("error"));
  }

  private static Stream<Snippet> all() throws IOException {
    JsonNode root = snippets();
    Map<String, Object> variables =
        MAPPER.convertValue(root.get("variables"), new TypeReference<>() {});
    return root.get("cases")
        .valueStream()
        .map(node -> new Snippet(node.get("template").stringValue(), node, variables));
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void rendersWhatJinja2Renders(Snippet snippet) {
    String output = Template.parse(snippet.template()).render(snippet.variables(), OPTIONS);
    assertThat(output).isEqualTo(snippet.outcome().get("expected").stringValue());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatJinja2RefusesWithItsMessage(Snippet snippet) {
    TemplateException failure =
        catchThrowableOfType(
            TemplateException.class,
            () -> Template.parse(snippet.template()).render(snippet.variables(), OPTIONS));
    assertThat(failure).isNotNull();
    JsonNode outcome = snippet.outcome();
    if (outcome.has("message")) {
      assertThat(failure.problem()).isEqualTo(outcome.get("message").stringValue());
    }
    if (outcome.has("line")) {
      assertThat(failure.line()).isEqualTo(outcome.get("line").intValue());
    }
    boolean raised = outcome.get("error").stringValue().equals("TemplateError");
    assertThat(failure instanceof RaisedByTemplateException).isEqualTo(raised);
  }
}
