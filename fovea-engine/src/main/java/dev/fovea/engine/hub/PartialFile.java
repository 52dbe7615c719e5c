package dev.fovea.engine.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/// A file on its way into the cache: it grows, survives its process, and becomes a blob once all
/// bytes are there and right. Whoever uses it holds the [BlobLock]. Failures of the disk are
/// unchecked, so that nobody takes them for failures of the network.
final class PartialFile implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final Path path;
  private final HubFile file;
  private final FileChannel channel;
  private MessageDigest digest;
  private long length;

  private PartialFile(Path path, HubFile file, FileChannel channel) {
    this.path = path;
    this.file = file;
    this.channel = channel;
    this.digest = file.etag().digest(file.size());
  }

  /// Goes on with what an earlier process has left, if anything.
  static PartialFile open(Path path, HubFile file) {
    try {
      Files.createDirectories(path.getParent());
      PartialFile partial =
          new PartialFile(
              path,
              file,
              FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
      partial.readExisting();
      return partial;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readExisting() throws IOException {
    if (channel.size() > file.size()) {
      restart();
    }
    byte[] buffer = new byte[BUFFER];
    try (InputStream existing = Files.newInputStream(path)) {
      for (int count = existing.read(buffer); count >= 0; count = existing.read(buffer)) {
        Cancellation.check();
        digest.update(buffer, 0, count);
        length += count;
      }
    }
    channel.position(length);
  }

  /// How many bytes are there.
  long length() {
    return length;
  }

  /// How many bytes are not.
  long missing() {
    return file.size() - length;
  }

  /// Adds bytes.
  void append(byte[] bytes, int count) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      digest.update(bytes, 0, count);
      length += count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Throws all bytes away.
  void restart() {
    try {
      channel.truncate(0);
      channel.position(0);
      digest = file.etag().digest(file.size());
      length = 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the bytes amount to; asked once all are there.
  String digest() {
    return Etag.of(digest);
  }

  /// Becomes the blob, on the disk before its name is.
  void become(Path blob) {
    try {
      channel.force(true);
      channel.close();
      Files.move(path, blob, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Is of no use.
  void discard() {
    try {
      channel.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
