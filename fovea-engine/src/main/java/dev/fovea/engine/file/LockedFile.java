package dev.fovea.engine.file;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/// Opens a file that one process at a time may continue. The lock goes with the channel, or with
/// the process, however that ends.
///
/// While it is open nothing else of this process may open the file: the system drops all locks that
/// a process has on a file when it closes any of its channels.
public final class LockedFile {
  private LockedFile() {}

  /// Opens a plain file for reading and writing, or makes it, and locks it; links are followed.
  ///
  /// @throws FoveaException where another process has it, it is no plain file, or it cannot be
  ///   written
  public static FileChannel open(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: cannot be written: it is %s, expected a file",
                file,
                Files.isDirectory(file) ? "a folder" : "a pipe or a device"));
      }
      return lock(file, StandardOpenOption.CREATE);
    } catch (IOException e) {
      Path folder = file.toAbsolutePath().getParent();
      boolean homeless = folder != null && !Files.isDirectory(folder);
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: cannot be written: %s",
              file,
              homeless ? "there is no folder " + folder : InputFile.reason(e)),
          e);
    }
  }

  /// Makes a file that takes the place of a locked one in the end, locked as well; one that is
  /// there is left over from a run that was stopped.
  public static FileChannel create(Path file) throws IOException {
    Files.deleteIfExists(file);
    return lock(file, StandardOpenOption.CREATE_NEW);
  }

  private static FileChannel lock(Path file, StandardOpenOption creation) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, creation);
    try {
      Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
      if (lock.isPresent()) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw taken(file);
    } catch (IOException | RuntimeException | Error failure) {
      channel.close();
      throw failure;
    }
    channel.close();
    throw taken(file);
  }

  private static FoveaException taken(Path file) {
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "%s: another run is writing it; wait until that has ended, or choose another file",
            file));
  }
}
