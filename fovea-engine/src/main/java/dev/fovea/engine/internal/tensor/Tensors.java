package dev.fovea.engine.internal.tensor;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Between Java arrays and tensors.
public final class Tensors {
  private Tensors() {}

  /// A tensor on a device, its elements not set.
  public static Tensor empty(ScalarType type, Device device, long... shape) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(torch.empty(shape, options(type, device), new MemoryFormatOptional()));
    }
  }

  /// A copy of Java floats.
  public static Tensor of(float[] values, Device device, long... shape) {
    try (Scope scope = new Scope()) {
      Tensor tensor = torch.empty(shape);
      tensor.data_ptr_float().put(values);
      return scope.moveOut(tensor.to(device, ScalarType.Float));
    }
  }

  /// A copy of Java ints as 64-bit indices, one axis.
  public static Tensor indices(int[] values, Device device) {
    long[] wide = new long[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return indices(wide, device);
  }

  /// A copy of Java longs, one axis.
  public static Tensor indices(long[] values, Device device) {
    try (Scope scope = new Scope()) {
      Tensor tensor =
          torch.empty(
              new long[] {values.length},
              new TensorOptions(ScalarType.Long),
              new MemoryFormatOptional());
      if (values.length > 0) {
        tensor.data_ptr_long().put(values);
      }
      return scope.moveOut(tensor.to(device, ScalarType.Long));
    }
  }

  /// All elements as Java floats, in row-major order.
  public static float[] toFloats(Tensor tensor) {
    try (Scope scope = new Scope()) {
      Tensor plain = tensor.detach().cpu().to(ScalarType.Float).contiguous();
      float[] values = new float[Math.toIntExact(plain.numel())];
      if (values.length > 0) {
        FloatPointer pointer = plain.data_ptr_float();
        pointer.get(values);
      }
      return values;
    }
  }

  /// The rows of a matrix as Java floats.
  public static float[][] toRows(Tensor matrix) {
    int columns = Math.toIntExact(matrix.size(1));
    float[] flat = toFloats(matrix);
    float[][] rows = new float[Math.toIntExact(matrix.size(0))][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(flat, row * columns, (row + 1) * columns);
    }
    return rows;
  }

  /// Joins along an axis.
  public static Tensor concatenate(long axis, Tensor... parts) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(torch.cat(new TensorVector(parts), axis));
    }
  }

  /// A plain number as an operand.
  public static Scalar scalar(double value) {
    return new Scalar(value);
  }

  /// Options with a dtype and a device.
  public static TensorOptions options(ScalarType type, Device device) {
    return new TensorOptions(device).dtype(new ScalarTypeOptional(type));
  }

  /// The dtype, as a constant that can be compared: the binding makes a new object at every call.
  public static ScalarType dtype(Tensor tensor) {
    return tensor.scalar_type().intern();
  }

  /// Sizes of all axes.
  public static long[] shape(Tensor tensor) {
    long[] shape = new long[Math.toIntExact(tensor.dim())];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.size(i);
    }
    return shape;
  }
}
