package dev.fovea.engine.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// A file or folder that is removed with all that is in it when this is closed, or when the process
/// is interrupted, which runs no `finally`.
public final class TemporaryPath implements AutoCloseable {
  private final Path path;
  private final Thread atExit;

  private TemporaryPath(Path path) {
    this.path = path;
    atExit = new Thread(() -> delete(path));
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// A name beside another path, on the same disk, for what takes that path's place in the end.
  /// Nothing is there yet.
  public static TemporaryPath beside(Path target) {
    // Not made of the target's name, which may be as long as a name can be.
    return new TemporaryPath(target.resolveSibling(".fovea-" + UUID.randomUUID() + ".part"));
  }

  /// A new folder among the temporary ones of the system.
  public static TemporaryPath folder() throws IOException {
    return new TemporaryPath(Files.createTempDirectory("fovea-"));
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    delete(path);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has run or is about to.
    }
  }

  private static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
