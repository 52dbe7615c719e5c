package dev.fovea.bench;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.RoomException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/// Makes a folder whole or not at all, even where the process is interrupted: it gets its name when
/// all is in it.
final class NewFolder {
  private NewFolder() {}

  /// What goes into the folder.
  @FunctionalInterface
  interface Content {
    /// Writes it into a folder that is there and empty.
    void write(Path folder) throws IOException;
  }

  /// Makes the folder and those above it.
  ///
  /// @param bytes what the content takes on the disk
  /// @throws RoomException if the disk has no room for them, before any is written
  /// @throws FoveaException if the folder is there already, or cannot be written
  static void create(Path folder, long bytes, Content content) {
    Path target = folder.toAbsolutePath().normalize();
    if (Files.exists(target)) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: expected a new folder, found one", folder));
    }
    Path unfinished = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    // Ctrl-C runs no finally.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(unfinished)));
    try {
      Files.createDirectories(unfinished);
      long free = Files.getFileStore(unfinished).getUsableSpace();
      if (bytes > free) {
        throw new RoomException(
            String.format(
                Locale.ROOT,
                "%s: not enough room on the disk: expected %,d bytes, found %,d",
                folder,
                bytes,
                free));
      }
      content.write(unfinished);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: cannot be written: %s", folder, e.getMessage()), e);
    } finally {
      delete(unfinished);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
