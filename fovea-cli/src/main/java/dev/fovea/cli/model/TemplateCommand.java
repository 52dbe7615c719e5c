package dev.fovea.cli.model;

import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.JsonInput;
import dev.fovea.cli.print.PlainOutput;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.InputFile;
import dev.fovea.jinja.Template;
import dev.fovea.jinja.option.RenderOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fovea template`: renders a chat template as it is, without a model.
@Command(
    name = "template",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Prints a rendered chat template exactly, without a line end of its own.",
    footer = {
      "",
      "Example:",
      "  fovea template --template chat_template.jinja --data variables.json --now 2026-01-31T12:00:00Z",
    })
public final class TemplateCommand implements Callable<Integer> {
  private static final String KEY = "chat_template";

  @Mixin private PlainOutput output = new PlainOutput();

  @Option(
      names = "--template",
      required = true,
      paramLabel = "FILE",
      description = "A Jinja template, or a JSON file with the key chat_template.")
  private Path template = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "A JSON object of the variables, such as messages and add_generation_prompt.")
  private Path data = Path.of("");

  @Option(
      names = "--now",
      paramLabel = "INSTANT",
      description =
          "What strftime_now takes for the present, in ISO 8601, such as 2026-01-31T12:00:00Z; its offset is the time zone. Default: the clock.")
  private Optional<String> now = Optional.empty();

  @Override
  public Integer call() {
    RenderOptions options = RenderOptions.defaults();
    if (now.isPresent()) {
      options = options.withClock(clock(now.get()));
    }
    String text = Template.parse(source()).render(variables(), options);
    output.exact(text);
    return ExitCode.DONE;
  }

  private String source() {
    if (!template.toString().endsWith(".json")) {
      return InputFile.text(template);
    }
    if (JsonInput.read(template) instanceof Map<?, ?> map && map.get(KEY) instanceof String text) {
      return text;
    }
    throw new FoveaException(
        String.format(Locale.ROOT, "%s: expected an object with a text as %s", template, KEY));
  }

  private Map<String, @Nullable Object> variables() {
    if (JsonInput.read(data) instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> variables = new LinkedHashMap<>();
      map.forEach((key, value) -> variables.put((String) key, value));
      return variables;
    }
    throw new FoveaException(
        String.format(Locale.ROOT, "%s: expected a JSON object of variables", data));
  }

  private static Clock clock(String text) {
    try {
      OffsetDateTime instant = OffsetDateTime.parse(text);
      return Clock.fixed(instant.toInstant(), instant.getOffset());
    } catch (DateTimeParseException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "--now %s: expected an instant in ISO 8601, such as 2026-01-31T12:00:00Z",
              text),
          e);
    }
  }
}
