package dev.fovea.engine.internal;

import dev.fovea.engine.internal.Attention.Mask;
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
}
