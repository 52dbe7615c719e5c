package dev.fovea.cli.option;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Standard input, which `-` means in the place of a file and which can be read once.
public final class StandardInput {
  /// What users write for it.
  public static final String DASH = "-";

  /// How messages call it.
  public static final String NAME = "standard input";

  private static final Path DESCRIPTOR = Path.of("/proc/self/fd/0");

  private Optional<String> reader = Optional.empty();

  /// The whole text.
  ///
  /// @param argument which argument reads it, such as `--context -`
  /// @throws FoveaException if another argument has read it, if it is closed, or holds no text
  String text(String argument) {
    try {
      return InputFile.text(stream(argument), NAME);
    } catch (IOException e) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: %s cannot be read: %s", argument, NAME, e.getMessage()),
          e);
    }
  }

  /// The bytes as they come.
  ///
  /// @param argument which argument reads it
  public InputStream stream(String argument) {
    if (reader.isPresent()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: %s is read by %s already; expected - once",
              argument,
              NAME,
              reader.get()));
    }
    reader = Optional.of(argument);
    if (isClosed()) {
      throw new FoveaException(String.format(Locale.ROOT, "%s: %s is closed", argument, NAME));
    }
    return System.in;
  }

  /// Whether the process was started without it. The first file that the virtual machine opens, one
  /// of its own, then takes its place.
  private static boolean isClosed() {
    try {
      return Files.isSymbolicLink(DESCRIPTOR)
          && Files.readSymbolicLink(DESCRIPTOR).startsWith(System.getProperty("java.home"));
    } catch (IOException e) {
      return true;
    }
  }
}
