package dev.fovea.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What Linux says in `/proc` about the processor and this process.
final class LinuxInfo {
  private LinuxInfo() {}

  /// Name of the processor; elsewhere than on Linux the name of its architecture.
  static String processor() {
    return value(Path.of("/proc/cpuinfo"), "model name")
        .orElseGet(() -> System.getProperty("os.arch", "unknown"));
  }

  /// The most physical memory that the process has held so far, mapped files included, in bytes; 0
  /// elsewhere than on Linux.
  static long peakResidentBytes() {
    return value(Path.of("/proc/self/status"), "VmHWM")
        .map(size -> Long.parseLong(size.replaceAll("\\D", "")) * 1024)
        .orElse(0L);
  }

  /// The first line `key: value` of a file.
  private static Optional<String> value(Path file, String key) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
