package dev.fovea.machine;

import com.sun.management.OperatingSystemMXBean;
import dev.fovea.engine.error.CapacityException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// What the machine has of memory, and what this process took of it.
public final class Memory {
  private Memory() {}

  /// Bytes that can be had without swapping, within the limits of a container.
  public static long available() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return kibibytes(Path.of("/proc/meminfo"), "MemAvailable:")
        .map(free -> Math.min(free, system.getTotalMemorySize()))
        .orElseGet(system::getFreeMemorySize);
  }

  /// The most physical memory that this process has held, in bytes; 0 where the system does not
  /// tell.
  public static long peakResident() {
    return kibibytes(Path.of("/proc/self/status"), "VmHWM:").orElse(0L);
  }

  /// Makes sure before the work starts that it fits.
  ///
  /// @param what what the memory is for
  public static void require(String what, long bytes) {
    long available = available();
    if (bytes > available) {
      throw new CapacityException(
          String.format(
              Locale.ROOT,
              "not enough memory for %s: %s needed, %s available",
              what,
              bytes(bytes),
              bytes(available)));
    }
  }

  /// A number of bytes for people.
  public static String bytes(long bytes) {
    if (bytes < 10_000) {
      return bytes + " bytes";
    }
    double size = bytes / 1e6;
    return size < 1000
        ? String.format(Locale.ROOT, "%.1f MB", size)
        : String.format(Locale.ROOT, "%.1f GB", size / 1000);
  }

  private static Optional<Long> kibibytes(Path file, String key) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
