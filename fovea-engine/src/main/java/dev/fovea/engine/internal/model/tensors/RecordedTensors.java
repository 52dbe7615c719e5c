package dev.fovea.engine.internal.model.tensors;

import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Writes down which tensors a model asks for. What it hands out is a single zero seen in every
/// place of the shape, so that a model of any size can be built on it.
///
/// As nothing is stored, tied tensors are one, and a folder with just what was asked for answers
/// every question of the model in the same way.
public final class RecordedTensors implements TensorSource {
  private final Map<String, TensorShape> asked = new LinkedHashMap<>();

  /// The tensors in the order in which they were asked for, by the preferred ones of their names.
  public List<TensorShape> asked() {
    return new ArrayList<>(asked.values());
  }

  @Override
  public boolean has(List<String> names) {
    return false;
  }

  @Override
  public Tensor tensor(List<String> names, long[] shape, ScalarType dtype, Device device) {
    String name = names.getFirst();
    asked.put(name, new TensorShape(name, Arrays.stream(shape).boxed().toList()));
    return nothing(shape, dtype, device);
  }

  /// A single zero seen in every place of the shape.
  static Tensor nothing(long[] shape, ScalarType dtype, Device device) {
    try (Scope scope = new Scope()) {
      Tensor zero = Tensors.empty(dtype, device);
      return scope.release(zero.zero_().expand(shape));
    }
  }

  @Override
  public void close() {}
}
