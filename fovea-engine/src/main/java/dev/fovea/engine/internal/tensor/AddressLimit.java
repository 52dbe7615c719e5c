package dev.fovea.engine.internal.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `ulimit -v` leaves a process, in which libraries, mapped weights and Java's heap have to
/// fit together.
public final class AddressLimit {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String LINE = "Max address space";

  private AddressLimit() {}

  /// Bytes in digits; empty where there is no limit, or no telling.
  public static Optional<String> read() {
    try {
      return Files.isReadable(LIMITS) ? in(Files.readAllLines(LIMITS)) : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /// The limit in lines as Linux has them: name, soft limit, hard limit, unit.
  static Optional<String> in(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(LINE))
        .map(line -> line.substring(LINE.length()).strip().split("\\s+")[0])
        .filter(limit -> !limit.equals("unlimited"))
        .findFirst();
  }
}
