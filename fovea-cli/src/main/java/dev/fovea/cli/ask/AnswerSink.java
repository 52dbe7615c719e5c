package dev.fovea.cli.ask;

import dev.fovea.cli.print.Failures;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.Output;
import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers that are written and never read: to standard output, into a pipe or a device.
final class AnswerSink implements BatchOutput {
  /// What takes the lines.
  private interface Target {
    void write(String line) throws IOException;

    default void close() throws IOException {}
  }

  private final Target target;

  private AnswerSink(Target target) {
    this.target = target;
  }

  /// To standard output, as the command prints.
  static AnswerSink to(Output stdout) {
    return new AnswerSink(stdout::print);
  }

  /// Into what is there and no plain file; waits for the reader of a pipe.
  static AnswerSink to(Path path) {
    try {
      OutputStream stream = Files.newOutputStream(path, StandardOpenOption.WRITE);
      return new AnswerSink(
          new Target() {
            @Override
            public void write(String line) throws IOException {
              stream.write(line.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void close() throws IOException {
              stream.close();
            }
          });
    } catch (IOException e) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: cannot be written: %s", path, Failures.message(e)), e);
    }
  }

  @Override
  public Earlier earlier(BatchRequest request) {
    return Earlier.NOTHING;
  }

  @Override
  public void write(Map<String, @Nullable Object> line) {
    try {
      target.write(JsonOutput.of(line) + "\n");
    } catch (IOException e) {
      throw BatchOutput.unwritable(e);
    }
  }

  @Override
  public void close() {
    try {
      target.close();
    } catch (IOException e) {
      throw BatchOutput.unwritable(e);
    }
  }
}
