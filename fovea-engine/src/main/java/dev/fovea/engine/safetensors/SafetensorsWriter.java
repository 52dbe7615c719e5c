package dev.fovea.engine.safetensors;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.AtomicFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Writes a safetensors file, whole or not at all.
public final class SafetensorsWriter {
  private static final int CHUNK = 1 << 20;
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /// A tensor to write.
  ///
  /// @param data called once, when the tensor's turn comes, for its elements in row-major order and
  ///   native byte order, whole or in pieces of any size; a piece is not needed after the next
  public record Tensor(
      String name, DType dtype, List<Long> shape, Supplier<Stream<MemorySegment>> data) {

    public Tensor {
      shape = List.copyOf(shape);
    }

    /// A tensor whose data is there already, on or off the heap.
    public static Tensor of(String name, DType dtype, List<Long> shape, MemorySegment data) {
      return new Tensor(name, dtype, shape, () -> Stream.of(data));
    }

    private long byteSize() {
      return Math.multiplyExact(TensorEntry.elements(shape), (long) dtype.bits()) / Byte.SIZE;
    }
  }

  /// Writes the tensors, those of wide elements first (else as given), so that all are aligned.
  ///
  /// @param metadata free texts; may be empty
  /// @throws FoveaException where the file cannot be written
  public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors) {
    List<Tensor> ordered =
        tensors.stream()
            .sorted(Comparator.comparingInt((Tensor tensor) -> -tensor.dtype().bytes()))
            .toList();
    byte[] header = header(metadata, ordered);
    AtomicFile.write(
        file,
        channel -> {
          write(channel, header);
          for (Tensor tensor : ordered) {
            write(channel, tensor);
          }
        });
  }

  private static byte[] header(Map<String, String> metadata, List<Tensor> tensors) {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      entries.put("__metadata__", new TreeMap<>(metadata)); // the same bytes every time
    }
    long begin = 0;
    for (Tensor tensor : tensors) {
      long end = Math.addExact(begin, tensor.byteSize());
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", tensor.dtype().name());
      entry.put("shape", tensor.shape());
      entry.put("data_offsets", List.of(begin, end));
      if (entries.put(tensor.name(), entry) != null) {
        throw new IllegalArgumentException("two tensors named " + tensor.name());
      }
      begin = end;
    }
    byte[] json = JsonMapper.shared().writeValueAsBytes(entries);
    int length = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.fill(header.array(), (byte) ' ');
    return header.putLong(length).put(json).array();
  }

  private static void write(WritableByteChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void write(WritableByteChannel channel, Tensor tensor) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK, tensor.byteSize()));
    long written = 0;
    try (Stream<MemorySegment> pieces = tensor.data().get()) {
      for (MemorySegment piece : (Iterable<MemorySegment>) pieces::iterator) {
        written += piece.byteSize();
        if (written <= tensor.byteSize()) {
          write(channel, piece, chunk);
        }
      }
    }
    if (written != tensor.byteSize()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor %s: expected %d bytes for %s of shape %s, found %d",
              tensor.name(),
              tensor.byteSize(),
              tensor.dtype(),
              tensor.shape(),
              written));
    }
  }

  /// Copies by chunks, because a segment of a float array or of over 2 GiB has no byte buffer.
  private static void write(WritableByteChannel channel, MemorySegment piece, ByteBuffer chunk)
      throws IOException {
    for (long position = 0; position < piece.byteSize(); position += chunk.limit()) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), piece.byteSize() - position));
      MemorySegment.ofBuffer(chunk).copyFrom(piece.asSlice(position, chunk.limit()));
      while (chunk.hasRemaining()) {
        channel.write(chunk);
      }
    }
  }
}
