package dev.fovea.engine.internal.attention;

import dev.fovea.engine.internal.tensor.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Random queries, keys and values, as tensors and as the numbers that the tensors hold.
final class AttentionInputs {
  final Tensor q;
  final Tensor k;
  final Tensor v;
  final float[][][] queries;
  final float[][][] keys;
  final float[][][] values;

  AttentionInputs(long seed, int heads, int keyHeads, int length, int dimension, ScalarType type) {
    SplittableRandom random = new SplittableRandom(seed);
    q = tensor(random, 2.5, type, heads, length, dimension);
    k = tensor(random, 1.5, type, keyHeads, length, dimension);
    v = tensor(random, 1, type, keyHeads, length, dimension);
    queries = numbers(q);
    keys = numbers(k);
    values = numbers(v);
  }

  private static Tensor tensor(
      SplittableRandom random, double spread, ScalarType type, int heads, int length, int d) {
    float[] values = new float[heads * length * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (spread * (random.nextDouble() * 2 - 1));
    }
    return Tensors.of(values, new Device("cpu"), 1, heads, length, d).to(type);
  }

  private static float[][][] numbers(Tensor tensor) {
    float[] flat = Tensors.toFloats(tensor);
    int heads = (int) tensor.size(1);
    int length = (int) tensor.size(2);
    int d = (int) tensor.size(3);
    float[][][] numbers = new float[heads][length][d];
    for (int i = 0; i < flat.length; i++) {
      numbers[i / (length * d)][i / d % length][i % d] = flat[i];
    }
    return numbers;
  }
}
