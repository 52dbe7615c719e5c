package dev.fovea.engine.internal.model.tensors;

import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Tensors of any name and shape made of [RandomValues]. Nothing is stored, so tied tensors are
/// one.
final class RandomTensors implements TensorSource {
  private final Tensor pool;

  RandomTensors(long seed) {
    float[] values = new RandomValues(seed).pool();
    try (Scope scope = new Scope()) {
      pool = scope.release(Tensors.of(values, new Device("cpu"), values.length));
    }
  }

  @Override
  public boolean has(List<String> names) {
    return false;
  }

  @Override
  public Tensor tensor(List<String> names, long[] shape, ScalarType dtype, Device device) {
    TensorShape wanted = new TensorShape(names.getFirst(), Arrays.stream(shape).boxed().toList());
    try (Scope scope = new Scope()) {
      Tensor tensor = Tensors.empty(dtype, device, shape);
      if (RandomValues.isOnes(wanted)) {
        tensor.fill_(Tensors.scalar(1));
      } else {
        Tensor flat = tensor.view(-1);
        RandomValues.pieces(wanted).forEach(piece -> fill(flat, piece));
      }
      return scope.release(tensor);
    }
  }

  private void fill(Tensor flat, RandomValues.Piece piece) {
    try (Scope scope = new Scope()) {
      flat.narrow(0, piece.at(), piece.count()).copy_(pool.narrow(0, piece.from(), piece.count()));
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
