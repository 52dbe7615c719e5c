package dev.fovea.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateCommandTest {
  private static final String DATA =
      "{\"messages\": [{\"role\": \"user\", \"content\": \"Grüße 🙂\"}], \"n\": 3}";

  @TempDir private Path folder = Path.of("");

  private String rendered(String name, String template, String... more) throws IOException {
    Path source = Files.writeString(folder.resolve(name), template);
    Path data = Files.writeString(folder.resolve("data.json"), DATA);
    Object[] arguments = new Object[more.length + 5];
    System.arraycopy(
        new Object[] {"template", "--template", source, "--data", data}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return Run.of(arguments).printed();
  }

  @Test
  void theTextIsPrintedExactly() throws IOException {
    assertThat(rendered("t.jinja", "{{ messages[0]['content'] }} {{ n + 1 }}"))
        .isEqualTo("Grüße 🙂 4");
    assertThat(rendered("t.jinja", "a\n\n\n")).isEqualTo("a\n\n");
  }

  @Test
  void aTemplateMayStandInJson() throws IOException {
    assertThat(rendered("tokenizer_config.json", "{\"chat_template\": \"{{ n }}!\"}"))
        .isEqualTo("3!");
  }

  @Test
  void nowSetsTheClock() throws IOException {
    assertThat(
            rendered(
                "t.jinja", "{{ strftime_now('%d %b %Y %H:%M') }}", "--now", "2026-01-31T12:30:00Z"))
        .isEqualTo("31 Jan 2026 12:30");
  }
}
