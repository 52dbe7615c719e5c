package dev.fovea.engine.vision;

import java.util.Arrays;

/// Whose resizing to repeat bit for bit. Both use the same integer arithmetic with weights of
/// different precision; the results differ by one grey level in some pixels.
public enum ResizeBackend {
  /// What transformers uses by default: `interpolate` of 8-bit tensors, whose weights fit 16 bits.
  TORCHVISION,
  /// Pillow's own `resize`, which the slow image processors use.
  PIL;

  private static final int MOST_BITS = 22;

  /// Number of fractional bits of the weights of one axis.
  int precision(double[] weights) {
    return switch (this) {
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
}
