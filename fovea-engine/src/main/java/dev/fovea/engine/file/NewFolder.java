package dev.fovea.engine.file;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/// Makes a folder whole or not at all, even where the process is interrupted: it gets its name when
/// all is in it.
public final class NewFolder {
  private NewFolder() {}

  /// What goes into the folder.
  @FunctionalInterface
  public interface Content {
    /// Writes it into a folder that is there and empty.
    void write(Path folder) throws IOException;
  }

  /// Finds out before the work whether the folder can be made.
  ///
  /// @throws FoveaException if it is there already, or the place is closed
  public static void check(Path folder) {
    Path target = target(folder);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected a new folder, found %s",
              folder,
              Files.isDirectory(target) ? "one" : "a file"));
    }
    Path above = top(target).getParent();
    if (above == null || !Files.isDirectory(above) || !Files.isWritable(above)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: cannot be made: %s",
              folder,
              above != null && Files.exists(above) && !Files.isDirectory(above)
                  ? above + " is no folder"
                  : "permission denied"));
    }
  }

  /// Makes the folder and those above it.
  ///
  /// @param bytes what the content takes on the disk
  /// @throws dev.fovea.engine.error.CapacityException if the disk has no room for them, before any
  ///   is written, or is full
  /// @throws FoveaException if the folder is there already, or cannot be written
  public static void create(Path folder, long bytes, Content content) {
    check(folder);
    Path target = target(folder);
    Path top = top(target);
    // All that is new appears at once, the folders above included.
    try (TemporaryPath unfinished = TemporaryPath.beside(top)) {
      Path inside = unfinished.path().resolve(top.relativize(target));
      Files.createDirectories(inside);
      long free = Files.getFileStore(inside).getUsableSpace();
      if (bytes > free) {
        throw new CapacityException(
            String.format(
                Locale.ROOT,
                "%s: not enough room on the disk: expected %,d bytes, found %,d",
                folder,
                bytes,
                free));
      }
      content.write(inside);
      Files.move(unfinished.path(), top, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw FileProblem.unwritable(folder, e);
    }
  }

  private static Path target(Path folder) {
    return folder.toAbsolutePath().normalize();
  }

  /// The highest of the folders that have to be made.
  private static Path top(Path target) {
    Path top = target;
    for (Path above = top.getParent();
        above != null && !Files.exists(above, LinkOption.NOFOLLOW_LINKS);
        above = above.getParent()) {
      top = above;
    }
    return top;
  }
}
