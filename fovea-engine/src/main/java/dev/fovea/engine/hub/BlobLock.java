package dev.fovea.engine.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The right to write one blob, against other threads, other processes and Python's
/// `huggingface_hub`, which takes the same lock on the same file. It ends with the process at the
/// latest; the file stays.
final class BlobLock implements AutoCloseable {
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
  private static final long POLL_MILLIS = 100;

  private final AutoCloseable held;

  private BlobLock(AutoCloseable held) {
    this.held = held;
  }

  /// Waits until the lock is free.
  ///
  /// @param file where it is, its folder may be missing
  /// @param whenHeld runs once if another holds the lock
  static BlobLock acquire(Path file, Runnable whenHeld) {
    try {
      Files.createDirectories(file.getParent());
      Optional<AutoCloseable> held = tryAcquire(file);
      if (held.isEmpty()) {
        whenHeld.run();
      }
      while (held.isEmpty()) {
        Cancellation.sleep(POLL_MILLIS);
        held = tryAcquire(file);
      }
      return new BlobLock(held.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<AutoCloseable> tryAcquire(Path file) throws IOException {
    return WINDOWS ? tryChannel(file) : Flock.tryAcquire(file).map(lock -> lock);
  }

  /// The first byte, as Python's `filelock` locks it on Windows.
  private static Optional<AutoCloseable> tryChannel(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock(0, 1, false) != null) {
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      // another thread of this process holds it
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      held.close();
    } catch (Exception e) {
      throw new IllegalStateException("a lock cannot be given back", e);
    }
  }
}
