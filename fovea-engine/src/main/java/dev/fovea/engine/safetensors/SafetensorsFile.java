package dev.fovea.engine.safetensors;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.FileProblem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A safetensors file, mapped whole and read-only; its tensors are views of the mapping and must
/// not outlive it. Any thread may read. The file must not shrink while it is open: the operating
/// system answers a read behind its end by stopping the process.
///
/// The header is checked before anything is mapped, at least as strictly as the format's reference
/// implementation does (https://github.com/huggingface/safetensors).
public final class SafetensorsFile implements AutoCloseable {
  private static final int LENGTH_BYTES = 8;
  private static final long MAX_HEADER_BYTES = 100_000_000;
  private static final byte[] LFS_POINTER = "version ".getBytes(StandardCharsets.US_ASCII);

  private final Path path;
  private final Map<String, String> metadata;
  private final Map<String, TensorEntry> tensors;
  private final Arena arena;

  private SafetensorsFile(
      Path path, Map<String, String> metadata, Map<String, TensorEntry> tensors, Arena arena) {
    this.path = path;
    this.metadata = Collections.unmodifiableMap(metadata);
    this.tensors = Collections.unmodifiableMap(tensors);
    this.arena = arena;
  }

  /// Maps a file; links are followed.
  ///
  /// @throws FoveaException that names the file, the tensor, and what was expected and found
  public static SafetensorsFile open(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      String file = path.getFileName().toString();
      byte[] json = header(file, channel, size);
      long headerEnd = (long) LENGTH_BYTES + json.length;
      SafetensorsHeader header = SafetensorsHeader.parse(file, json, size - headerEnd);
      Arena arena = Arena.ofShared();
      MemorySegment mapped = map(channel, size, arena);
      Map<String, TensorEntry> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Slot slot : header.tensors()) {
        MemorySegment data = mapped.asSlice(headerEnd + slot.begin(), slot.end() - slot.begin());
        tensors.put(
            slot.name(), new TensorEntry(slot.name(), slot.dtype(), slot.shape(), data, path));
      }
      return new SafetensorsFile(path, header.metadata(), tensors, arena);
    } catch (NoSuchFileException e) {
      throw new FoveaException(String.format(Locale.ROOT, "%s: no such file", path), e);
    } catch (IOException e) {
      throw FileProblem.unreadable(path, e);
    }
  }

  private static MemorySegment map(FileChannel channel, long size, Arena arena) throws IOException {
    try {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
    } catch (IOException e) {
      arena.close();
      if (e.getCause() instanceof OutOfMemoryError) {
        throw new CapacityException(
            String.format(
                Locale.ROOT,
                "not enough memory to map weights of %,d bytes (does ulimit -v limit it?)",
                size),
            e);
      }
      throw e;
    }
  }

  private static byte[] header(String file, FileChannel channel, long size) throws IOException {
    if (size < LENGTH_BYTES) {
      throw new FoveaException(
          String.format(
              Locale.ROOT, "%s: expected at least %d bytes, found %d", file, LENGTH_BYTES, size));
    }
    byte[] start = read(file, channel, 0, LENGTH_BYTES);
    if (Arrays.equals(start, LFS_POINTER)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected weights, found a Git LFS pointer to them; fetch them with `git lfs pull`",
              file));
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected a header of at most %d bytes, found a length of %s; not a safetensors file?",
              file,
              MAX_HEADER_BYTES,
              Long.toUnsignedString(length)));
    }
    if (length > size - LENGTH_BYTES) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected a header of %d bytes, found %d until the end of the file; cut short?",
              file,
              length,
              size - LENGTH_BYTES));
    }
    return read(file, channel, LENGTH_BYTES, (int) length);
  }

  private static byte[] read(String file, FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: expected %d bytes, found %d; does something else write it?",
                file,
                position + length,
                position + buffer.position()));
      }
    }
    return buffer.array();
  }

  /// Where the file is, as it was opened.
  public Path path() {
    return path;
  }

  /// The free texts of the header's `__metadata__`.
  public Map<String, String> metadata() {
    return metadata;
  }

  /// All tensors by name, in the order of their bytes.
  public Map<String, TensorEntry> tensors() {
    return tensors;
  }

  /// The tensor of that name.
  public Optional<TensorEntry> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /// Unmaps the file; a later read of a tensor's data fails with [IllegalStateException]. Once is
  /// enough.
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
