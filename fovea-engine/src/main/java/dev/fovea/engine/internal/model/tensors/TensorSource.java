package dev.fovea.engine.internal.model.tensors;

import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Where the tensors of a model come from. All names of a call stand for the same tensor, the
/// preferred one first.
sealed interface TensorSource extends AutoCloseable
    permits CheckedTensors, GivenTensors, MappedTensors, RandomTensors, RecordedTensors {

  /// Whether one of the names is stored.
  boolean has(List<String> names);

  /// A tensor of exactly this shape, owned by the caller.
  Tensor tensor(List<String> names, long[] shape, ScalarType dtype, Device device);

  /// Whether an adapter changes the tensor of these names.
  default boolean changes(List<String> names) {
    return false;
  }

  /// A tensor that is not stored itself, because its values are those of another; an adapter may
  /// still change one of the two and not the other.
  ///
  /// @param stored names of the other
  default Tensor tied(
      List<String> names, List<String> stored, long[] shape, ScalarType dtype, Device device) {
    return tensor(stored, shape, dtype, device);
  }

  /// Called when the model has asked for everything.
  ///
  /// @throws dev.fovea.engine.error.FoveaException where something that should change it has no
  ///   place
  default void requireUsed() {}

  @Override
  void close();
}
