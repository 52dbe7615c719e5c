package dev.fovea.engine.internal.tensor;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// libtorch's shared libraries, which JavaCPP unpacks once into a folder of the user and loads from
/// there; and what was wrong where that fails, in a line.
final class NativeLibraries {
  static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private static final String ELSEWHERE =
      String.format(Locale.ROOT, "-D%s=FOLDER (in JAVA_TOOL_OPTIONS) puts them elsewhere", CACHE);

  private NativeLibraries() {}

  /// Loads them.
  ///
  /// @return what went wrong
  static Optional<FoveaException> load() {
    // JavaCPP would otherwise refuse to go on once the process is larger than a few Java heaps.
    setUnlessSet("org.bytedeco.javacpp.maxBytes", "0");
    setUnlessSet("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    if (!Path.of(System.getProperty("user.home")).isAbsolute()) { // a user without an account
      setUnlessSet(CACHE, Path.of(System.getProperty("java.io.tmpdir"), "javacpp").toString());
    }
    WaitPolicy.apply();
    try {
      Loader.load(torch.class);
      return Optional.empty();
    } catch (LinkageError | RuntimeException failure) {
      return Optional.of(explained(failure));
    }
  }

  private static FoveaException explained(Throwable failure) {
    try {
      Path cache = Loader.getCacheDir().toPath();
      Room room = new Room(missingBytes(cache), cache.toFile().getUsableSpace());
      return explained(failure, cache, room, AddressLimit.read());
    } catch (IOException nowhere) {
      return new FoveaException(
          "libtorch cannot be unpacked: neither ~/.javacpp nor the folder for temporary files can be written; "
              + ELSEWHERE,
          failure);
    }
  }

  /// Bytes on the disk.
  record Room(long needed, long free) {}

  /// What was wrong.
  ///
  /// @param cache where the libraries are unpacked to
  /// @param addressLimit bytes, as `ulimit -v` has them
  static FoveaException explained(
      Throwable failure, Path cache, Room room, Optional<String> addressLimit) {
    String text =
        Stream.iterate(
                Optional.of(failure), Optional::isPresent, cause -> cause.map(Throwable::getCause))
            .flatMap(Optional::stream)
            .map(cause -> String.valueOf(cause.getMessage()))
            .collect(Collectors.joining("; "));
    if (room.needed() > room.free()) {
      return new CapacityException(
          String.format(
              Locale.ROOT,
              "not enough disk to unpack libtorch: %s has %,d MB free, its libraries need %,d MB more; %s",
              cache,
              room.free() / 1_000_000,
              Math.ceilDiv(room.needed(), 1_000_000),
              ELSEWHERE),
          failure);
    }
    if (addressLimit.isPresent()) {
      return new CapacityException(
          String.format(
              Locale.ROOT,
              "not enough memory to load libtorch: ulimit -v leaves this process %s bytes of addresses; expected no limit, or several gigabytes",
              addressLimit.get()),
          failure);
    }
    if (text.contains("Cannot allocate memory") || text.contains("out of memory")) {
      return new CapacityException(
          "not enough memory to load libtorch: " + firstLine(text), failure);
    }
    if (text.contains("Operation not permitted") || text.contains("failed to map segment")) {
      return new FoveaException(
          String.format(
              Locale.ROOT,
              "libtorch cannot be loaded from %s, where no programs may run (mounted noexec?); %s",
              cache,
              ELSEWHERE),
          failure);
    }
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "libtorch cannot be loaded (it is unpacked to %s; %s): %s",
            cache,
            ELSEWHERE,
            firstLine(text)),
        failure);
  }

  /// Bytes of libraries that are not in the cache, or not whole.
  private static long missingBytes(Path cache) {
    return Stream.of("openblas/%s/%s:jniopenblas", "pytorch/%s/%s:jnitorch")
        .map(form -> form.split(":"))
        .map(form ->
            "/org/bytedeco/"
                + String.format(
                    Locale.ROOT, form[0], Loader.getPlatform(), System.mapLibraryName(form[1])))
        .mapToLong(library -> missingBytes(cache, library))
        .sum();
  }

  private static long missingBytes(Path cache, String library) {
    URL found = torch.class.getResource(library);
    try {
      if (found == null || !(found.openConnection() instanceof JarURLConnection jar)) {
        return 0;
      }
      String folder = library.substring(1, library.lastIndexOf('/') + 1);
      String name = new File(jar.getJarFile().getName()).getName();
      List<JarEntry> entries =
          jar.getJarFile().stream()
              .filter(entry -> entry.getName().startsWith(folder) && !entry.isDirectory())
              .toList();
      long missing = 0;
      for (JarEntry entry : entries) {
        Path unpacked = cache.resolve(name).resolve(entry.getName());
        if (!Files.exists(unpacked) || Files.size(unpacked) != entry.getSize()) {
          missing += entry.getSize();
        }
      }
      return missing;
    } catch (IOException unreadable) {
      return 0;
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static void setUnlessSet(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
