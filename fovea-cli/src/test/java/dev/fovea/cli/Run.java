package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// One run of the command line: what it printed and how it ended.
public record Run(int code, String out, String err) {
  public static final Path LLAVA = Path.of("../fixtures/llava");
  public static final Path PICTURE = LLAVA.resolve("reference/wide.png");
  public static final Path EXAMPLES = Path.of("../examples");

  public static Run of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine(Terminal.NONE);
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    int code = command.execute(texts(arguments));
    return new Run(code, out.toString(), err.toString());
  }

  /// A run as from `main`, with whatever a person sees of it.
  public static Run on(Terminal terminal, Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(texts(arguments), out, err, terminal);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  public static String[] texts(Object... arguments) {
    return Stream.of(arguments).map(Object::toString).toArray(String[]::new);
  }

  /// What stdout holds after a success.
  public String printed() {
    assertThat(err).isEmpty();
    assertThat(code).isZero();
    return out;
  }

  /// What stdout holds where something of what was asked for did not hold or failed.
  public String failed() {
    assertThat(err).isEmpty();
    assertThat(code).isEqualTo(ExitCode.CHECK_FAILED);
    return out;
  }

  /// The one JSON object on stdout.
  public Map<String, @Nullable Object> json() {
    assertThat(printed().strip().lines()).hasSize(1);
    return parse(out);
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  public static Map<String, @Nullable Object> parse(String json) {
    return (Map<String, @Nullable Object>) JsonMapper.builder().build().readValue(json, Map.class);
  }

  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> object(
      Map<String, @Nullable Object> json, String key) {
    Object value = json.get(key);
    assertThat(value).as(key).isInstanceOf(Map.class);
    return value == null ? Map.of() : (Map<String, @Nullable Object>) value;
  }

  public static double number(Map<String, @Nullable Object> json, String key) {
    return json.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /// The one line on stderr with which a wrong input is refused; nothing else is printed.
  public AbstractStringAssert<?> refusal() {
    assertThat(out).as("stdout").isEmpty();
    return complaint();
  }

  /// The one line on stderr that says what is wrong with an input, whatever is printed beside it.
  public AbstractStringAssert<?> complaint() {
    assertThat(err).as("stderr").startsWith("fovea: ").endsWith("\n");
    assertThat(err.lines()).as("lines on stderr").hasSize(1);
    assertThat(err).doesNotContain("Exception");
    assertThat(code).as(err).isEqualTo(ExitCode.BAD_INPUT);
    return assertThat(err);
  }
}
