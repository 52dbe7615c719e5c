package dev.fovea.engine.model;

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

  @Override
  void close();
}
