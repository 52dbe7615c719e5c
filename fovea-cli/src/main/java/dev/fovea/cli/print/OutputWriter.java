package dev.fovea.cli.print;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Standard output, in UTF-8 whatever the locale is: models answer in any script. A `PrintWriter`
/// around it, which picocli wants, swallows what goes wrong; so this throws what that lets pass.
public final class OutputWriter extends Writer {
  private final OutputStreamWriter writer;
  private Optional<IOException> failure = Optional.empty();

  public OutputWriter(OutputStream stream) {
    writer = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
  }

  /// Why it could not be written, if it could not.
  public Optional<IOException> failure() {
    return failure;
  }

  /// What may throw an `IOException`.
  private interface Action {
    void run() throws IOException;
  }

  /// @throws OutputException the first time that something goes wrong; later calls have no effect,
  ///   as messages about the failure come through here too
  private void attempt(Action action) {
    if (failure.isPresent()) {
      return;
    }
    try {
      action.run();
    } catch (IOException e) {
      failure = Optional.of(e);
      throw new OutputException(e);
    }
  }

  @Override
  public void write(char[] characters, int start, int length) {
    attempt(() -> writer.write(characters, start, length));
  }

  @Override
  public void flush() {
    attempt(writer::flush);
  }

  @Override
  public void close() {
    attempt(writer::close);
  }
}
