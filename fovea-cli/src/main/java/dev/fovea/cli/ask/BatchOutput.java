package dev.fovea.cli.ask;

import dev.fovea.cli.print.Failures;
import dev.fovea.cli.print.Output;
import dev.fovea.engine.error.FoveaException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the answers of a list go, a line an answer, each as soon as it is there.
sealed interface BatchOutput extends AutoCloseable permits AnswerFile, AnswerSink {
  /// Names of standard output. Opened as files they would be read and written from the beginning.
  Set<String> STANDARD_OUTPUT = Set.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

  /// What an earlier run has done about a request.
  enum Earlier {
    /// Nothing, or it failed.
    NOTHING,
    /// It has answered it.
    ANSWERED,
    /// It has answered another request of the same id.
    ANOTHER
  }

  /// Opens a file that can be continued; or what is written only: standard output, a pipe, a
  /// device.
  ///
  /// @param run what the answers are made with
  /// @throws FoveaException if it cannot be written, holds something other than answers of that
  ///   run, or is being written by another process
  static BatchOutput open(String file, Output stdout, BatchRun run) {
    if (isStandardOutput(file)) {
      return AnswerSink.to(stdout);
    }
    Path path = Path.of(file);
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)
        ? AnswerSink.to(path)
        : AnswerFile.open(path, run);
  }

  static boolean isStandardOutput(String file) {
    return STANDARD_OUTPUT.contains(file);
  }

  /// Whether an earlier run has answered a request.
  Earlier earlier(BatchRequest request);

  /// Writes one line.
  void write(Map<String, @Nullable Object> line);

  @Override
  void close();

  /// The error for answers that cannot be written.
  static FoveaException unwritable(Exception cause) {
    return new FoveaException(
        String.format(Locale.ROOT, "the answers cannot be written: %s", Failures.message(cause)),
        cause);
  }
}
