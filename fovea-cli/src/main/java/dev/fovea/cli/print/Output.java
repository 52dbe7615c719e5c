package dev.fovea.cli.print;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--json`, and printing for commands that have it.
public final class Output extends PlainOutput {
  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  public boolean json() {
    return json;
  }

  /// Prints an object on one line.
  public void object(Map<String, ? extends @Nullable Object> object) {
    write(ControlCharacters.shownInJson(JsonOutput.of(object)) + System.lineSeparator());
  }
}
