package dev.fovea.engine.model;

import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Random tensors of any name and shape, the same for the same seed and name: normal with the
/// deviation that models are initialised with, and ones for the scales of norms, so that hidden
/// states stay as large as those of a trained model. Nothing is stored, so tied tensors are one.
///
/// Values come from a pool, for billions of normal numbers would take minutes: each tensor reads it
/// round and round from a place of its own. The length of the pool is prime, so that no two rows of
/// a matrix are equal.
final class RandomTensors implements TensorSource {
  private static final int POOL = 1_048_583;
  private static final double DEVIATION = 0.02;

  private final Tensor pool;

  RandomTensors(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[POOL];
    for (int i = 0; i < POOL; i++) {
      values[i] = (float) (DEVIATION * random.nextGaussian());
    }
    try (Scope scope = new Scope()) {
      pool = scope.release(Tensors.of(values, new Device("cpu"), POOL));
    }
  }

  @Override
  public boolean has(List<String> names) {
    return false;
  }

  @Override
  public Tensor tensor(List<String> names, long[] shape, ScalarType dtype, Device device) {
    String name = names.getFirst();
    try (Scope scope = new Scope()) {
      Tensor tensor = Tensors.empty(dtype, device, shape);
      if (shape.length == 1 && name.endsWith(".weight")) {
        tensor.fill_(Tensors.scalar(1));
      } else {
        fill(tensor.view(-1), Math.floorMod(name.hashCode(), POOL));
      }
      return scope.release(tensor);
    }
  }

  private void fill(Tensor flat, int start) {
    int from = start;
    for (long done = 0; done < flat.numel(); ) {
      long count = Math.min(POOL - from, flat.numel() - done);
      try (Scope scope = new Scope()) {
        flat.narrow(0, done, count).copy_(pool.narrow(0, from, count));
      }
      done += count;
      from = 0;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
