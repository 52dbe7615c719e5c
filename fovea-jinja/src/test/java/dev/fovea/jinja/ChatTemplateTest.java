package dev.fovea.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.jinja.option.RenderOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Templates of published models against the prompts that transformers renders with them.
class ChatTemplateTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Path CASES = Path.of("..", "fixtures", "chat-templates", "cases.json");

  /// The day on which the prompts were rendered.
  private static final RenderOptions OPTIONS =
      RenderOptions.defaults()
          .withClock(Clock.fixed(Instant.parse("2025-07-10T12:00:00Z"), ZoneOffset.UTC));

  record Case(String model, JsonNode node) {
    @Override
    public String toString() {
      return model;
    }
  }

  static Stream<Case> cases() {
    return MAPPER
        .readTree(CASES.toFile())
        .propertyStream()
        .map(entry -> new Case(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersThePromptOfTransformers(Case template) {
    Map<String, Object> variables =
        MAPPER.convertValue(template.node().get("data"), new TypeReference<>() {});
    String prompt =
        Template.parse(template.node().get("chat_template").stringValue())
            .render(variables, OPTIONS);
    assertThat(prompt).isEqualTo(template.node().get("py").stringValue());
  }
}
