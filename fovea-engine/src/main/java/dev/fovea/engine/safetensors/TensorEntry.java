package dev.fovea.engine.safetensors;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/// One tensor of a mapped safetensors file.
///
/// @param name its name in the file
/// @param dtype element type
/// @param shape sizes, outermost first; empty for a scalar
/// @param data the elements in row-major order, little-endian, mapped read-only: it dies with the
///   file's [SafetensorsFile#close()], and files of careless writers leave it unaligned
/// @param file where it was read
public record TensorEntry(
    String name, DType dtype, List<Long> shape, MemorySegment data, Path file) {

  public TensorEntry {
    shape = List.copyOf(shape);
  }

  /// The shape as a fresh array.
  public long[] sizes() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /// Number of elements; 1 for a scalar.
  public long elements() {
    return elements(shape);
  }

  /// Number of elements of that shape.
  ///
  /// @throws ArithmeticException from 2^63 on
  static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
