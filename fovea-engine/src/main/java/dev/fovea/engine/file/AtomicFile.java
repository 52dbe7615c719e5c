package dev.fovea.engine.file;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// Writes a file whole or not at all: the bytes go to a temporary file beside it, which takes its
/// place when all of them are on the disk.
///
/// A symbolic link stays, and what it leads to is written. An existing file keeps its permissions.
/// What exists and is no regular file (a device, a named pipe) is written into, as it cannot be
/// replaced.
public final class AtomicFile {
  /// Links that lead to links; as many as Linux follows.
  private static final int MOST_LINKS = 40;

  private AtomicFile() {}

  /// What goes into a file.
  @FunctionalInterface
  public interface Content {
    /// Writes all of it.
    void write(WritableByteChannel channel) throws IOException;
  }

  /// Writes a text in UTF-8.
  ///
  /// @throws FoveaException if the file cannot be written; a
  ///   [dev.fovea.engine.error.CapacityException] where the disk is full
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes bytes.
  ///
  /// @throws FoveaException as above
  public static void write(Path file, byte[] bytes) {
    write(
        file,
        channel -> {
          ByteBuffer rest = ByteBuffer.wrap(bytes);
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        });
  }

  /// Writes what is made while it is written.
  ///
  /// @throws FoveaException as above
  public static void write(Path file, Content content) {
    try {
      if (isSpecial(file)) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          content.write(channel);
        }
      } else {
        replace(target(file), content);
      }
    } catch (IOException e) {
      throw FileProblem.unwritable(file, e);
    }
  }

  /// Finds out before the work whether a file can be written at all.
  ///
  /// @throws FoveaException if its folder is missing or closed, the file is protected, or a folder
  public static void check(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new FoveaException(
            String.format(Locale.ROOT, "%s: expected a file to write, found a folder", file));
      }
      if (isSpecial(file)) {
        requireWritable(file);
        return;
      }
      Path target = target(file);
      Path folder = folder(target);
      if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: expected a folder to write to, found %s",
                folder,
                Files.exists(folder) ? "one that is closed" : "none"));
      }
      requireWritable(target);
    } catch (IOException e) {
      throw FileProblem.unwritable(file, e);
    }
  }

  /// Whether something is there that is neither a file nor a folder.
  private static boolean isSpecial(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  private static void requireWritable(Path file) throws IOException {
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new AccessDeniedException(file.toString());
    }
  }

  /// Where links lead to in the end, also where nothing is there yet.
  private static Path target(Path file) throws IOException {
    Path path = file.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(path); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    return path;
  }

  private static Path folder(Path target) {
    return Objects.requireNonNull(target.getParent(), () -> target + " is no file");
  }

  private static void replace(Path target, Content content) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException("it is a folder");
    }
    if (!Files.isDirectory(folder(target))) {
      throw new IOException("there is no folder " + folder(target));
    }
    requireWritable(target); // renaming would not ask
    try (TemporaryPath unfinished = TemporaryPath.beside(target)) {
      try (FileChannel channel =
          FileChannel.open(
              unfinished.path(),
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              permissions(target))) {
        content.write(channel);
        channel.force(true);
      }
      keepRights(target, unfinished.path());
      Files.move(
          unfinished.path(),
          target,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// So that nobody reads meanwhile what only the owner may.
  private static FileAttribute<?>[] permissions(Path target) throws IOException {
    return hasRights(target)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(target))
        }
        : new FileAttribute<?>[0];
  }

  /// Owner, group and permissions as they were: the first two where this user may give files away,
  /// the last exactly, which the mask of the process has narrowed.
  private static void keepRights(Path target, Path unfinished) throws IOException {
    if (!hasRights(target)) {
      return;
    }
    PosixFileAttributeView before = rights(target);
    PosixFileAttributeView after = rights(unfinished);
    Set<PosixFilePermission> permissions = before.readAttributes().permissions();
    if (!before.getOwner().equals(after.getOwner())
        || !before.readAttributes().group().equals(after.readAttributes().group())) {
      try {
        after.setOwner(before.getOwner());
        after.setGroup(before.readAttributes().group());
      } catch (FileSystemException e) {
        // Only root may give a file away: it belongs to whoever writes it, as with any editor.
      }
    }
    after.setPermissions(permissions);
  }

  private static boolean hasRights(Path target) {
    return Files.exists(target)
        && Files.getFileAttributeView(target, PosixFileAttributeView.class) != null;
  }

  private static PosixFileAttributeView rights(Path file) {
    return Objects.requireNonNull(
        Files.getFileAttributeView(file, PosixFileAttributeView.class), file::toString);
  }
}
