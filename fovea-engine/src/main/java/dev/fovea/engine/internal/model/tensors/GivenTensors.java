package dev.fovea.engine.internal.model.tensors;

import dev.fovea.engine.internal.tensor.Scope;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Tensors that somebody else owns and goes on changing, as training does.
final class GivenTensors implements TensorSource {
  private final Map<String, Tensor> tensors;

  /// @param tensors in the dtype and on the device that the model computes with
  GivenTensors(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  @Override
  public boolean has(List<String> names) {
    return names.stream().anyMatch(tensors::containsKey);
  }

  @Override
  public Tensor tensor(List<String> names, long[] shape, ScalarType dtype, Device device) {
    String name =
        names.stream()
            .filter(tensors::containsKey)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no tensor is given for " + names));
    try (Scope scope = new Scope()) {
      return scope.release(new Tensor(tensors.get(name))); // a handle of its own
    }
  }

  @Override
  public void close() {}
}
