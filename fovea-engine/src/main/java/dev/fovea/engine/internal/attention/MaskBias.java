package dev.fovea.engine.internal.attention;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/// A mask as numbers to add to logits.
final class MaskBias {
  private MaskBias() {}

  /// 0 where a row sees a key, -inf elsewhere: `[rows, to - from]`, float32.
  ///
  /// @param keys number of keys
  /// @param from first key of the columns
  /// @param to the key after the last
  static Tensor of(Mask mask, int[] rows, int keys, int from, int to, Device device) {
    int columns = to - from;
    float[] bias = new float[Math.multiplyExact(rows.length, columns)];
    Arrays.fill(bias, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < rows.length; i++) {
      int first = Math.max(from, mask.firstSeen(rows[i])) - from;
      int end = Math.min(to, mask.lastSeen(rows[i], keys) + 1) - from;
      if (first < end) {
        Arrays.fill(bias, i * columns + first, i * columns + end, 0);
      }
    }
    return Tensors.of(bias, device, rows.length, columns);
  }

  /// 0 where a row sees a key, -inf elsewhere: `[rows, some]`, float32.
  ///
  /// @param keys number of keys
  /// @param some the keys of the columns
  static Tensor of(Mask mask, int[] rows, int keys, int[] some, Device device) {
    float[] bias = new float[Math.multiplyExact(rows.length, some.length)];
    for (int i = 0; i < rows.length; i++) {
      int first = mask.firstSeen(rows[i]);
      int last = mask.lastSeen(rows[i], keys);
      for (int j = 0; j < some.length; j++) {
        boolean seen = some[j] >= first && some[j] <= last;
        bias[i * some.length + j] = seen ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
    return Tensors.of(bias, device, rows.length, some.length);
  }
}
