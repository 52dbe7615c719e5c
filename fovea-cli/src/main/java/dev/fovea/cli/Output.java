package dev.fovea.cli;

import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `--json`, and where a command prints.
final class Output {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  boolean json() {
    return json;
  }

  /// Whether colours may be used.
  Ansi ansi() {
    return command.commandLine().getColorScheme().ansi();
  }

  /// Shows a text at once, as it is.
  void print(String text) {
    PrintWriter out = command.commandLine().getOut();
    out.print(text);
    out.flush();
  }

  /// Shows a line.
  void line(String text) {
    print(text + System.lineSeparator());
  }

  /// Tells what a person should know beside the result, on stderr.
  void warn(String text) {
    PrintWriter err = command.commandLine().getErr();
    err.println("fovea: " + text);
    err.flush();
  }

  /// Prints an object on one line.
  void object(Map<String, @Nullable Object> object) {
    line(JsonOutput.of(object));
  }
}
