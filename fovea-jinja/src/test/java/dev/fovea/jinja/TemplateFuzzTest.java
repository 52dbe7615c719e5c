package dev.fovea.jinja;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fovea.jinja.error.TemplateException;
import dev.fovea.jinja.option.Limits;
import dev.fovea.jinja.option.RenderOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Whatever the template, parsing and rendering end soon, and with nothing but a
/// [TemplateException]. An ordinary test run replays the inputs kept in the resources.
class TemplateFuzzTest {
  private static final RenderOptions OPTIONS =
      RenderOptions.defaults().withLimits(new Limits(50_000, 1_000_000, 100_000, 400));

  private static final Map<String, Object> VARIABLES =
      Map.of(
          "s",
          "Grüße 👋",
          "i",
          7,
          "x",
          2.5,
          "l",
          List.of(3, 1, 2),
          "d",
          Map.of("a", 1),
          "messages",
          List.of(Map.of("role", "user", "content", "Hi")));

  @FuzzTest(maxDuration = "5m")
  void nothingButTemplateExceptionsComesOut(byte[] source) {
    try {
      Template.parse(new String(source, StandardCharsets.UTF_8)).render(VARIABLES, OPTIONS);
    } catch (TemplateException expected) {
      // the template is at fault, as most random ones are
    }
  }
}
