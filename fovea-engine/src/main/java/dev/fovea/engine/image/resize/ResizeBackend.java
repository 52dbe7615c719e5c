package dev.fovea.engine.image.resize;

import java.util.Arrays;

/// Whose resizing to repeat bit for bit. Both use the same integer arithmetic with weights of
/// different precision; the results differ by one grey level in some pixels.
public enum ResizeBackend {
  /// What transformers uses by default: `interpolate` of 8-bit tensors, whose weights fit 16 bits.
  TORCHVISION,
  /// Pillow's own `resize`, which the slow image processors use.
  PIL;

  private static final int MOST_BITS = 22;

  /// Whose arithmetic a filter has: torchvision lacks two of Pillow's, which are as in Pillow then.
  private ResizeBackend of(Resampling resampling) {
    return switch (resampling) {
      case BOX, HAMMING -> PIL;
      case NEAREST, BILINEAR, BICUBIC, LANCZOS -> this;
    };
  }

  /// Number of fractional bits of the weights of one axis.
  int precision(Resampling resampling, double[] weights) {
    return switch (of(resampling)) {
      case PIL -> MOST_BITS;
      case TORCHVISION -> {
        double largest = Arrays.stream(weights).max().orElse(1);
        int bits = 0;
        while (bits < MOST_BITS && (int) (0.5 + largest * (1 << (bits + 1))) < 1 << 15) {
          bits++;
        }
        yield bits;
      }
    };
  }

  /// For every row or column of the result the source that is nearest; both round on the way.
  int[] nearest(int in, int out) {
    int[] nearest = new int[out];
    float step = (float) in / out;
    double next = 0.5 * in / out;
    for (int i = 0; i < out; i++) {
      int source =
          switch (this) {
            case PIL -> (int) next;
            case TORCHVISION -> (int) (float) (Math.max(Math.fma(step, i + 0.5f, -0.5f), 0) + 0.5);
          };
      nearest[i] = Math.min(source, in - 1);
      next += (double) in / out;
    }
    return nearest;
  }
}
