package dev.fovea.engine.image.resize;

import java.util.Optional;

/// The filters a picture can be resized with. When shrinking, all of them but [#NEAREST] widen with
/// the factor, so every source pixel counts.
public enum Resampling {
  /// The one pixel that is nearest.
  NEAREST(0) {
    @Override
    double at(double x) {
      return x == 0 ? 1 : 0;
    }
  },
  /// A step, one pixel wide. Pillow has it, torchvision has not.
  BOX(0.5) {
    @Override
    double at(double x) {
      return x > -0.5 && x <= 0.5 ? 1 : 0;
    }
  },
  /// A sinc under a Hamming window, two pixels wide. Pillow has it, torchvision has not.
  HAMMING(1) {
    @Override
    double at(double x) {
      double angle = Math.abs(x) * Math.PI;
      return Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(angle)) : 0;
    }
  },
  /// A triangle, two pixels wide.
  BILINEAR(1) {
    @Override
    double at(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },
  /// Keys' cubic with a = -1/2, four pixels wide.
  BICUBIC(2) {
    @Override
    double at(double x) {
      double t = Math.abs(x);
      if (t < 1) {
        return (1.5 * t - 2.5) * t * t + 1;
      }
      return t < 2 ? (((t - 5) * t + 8) * t - 4) * -0.5 : 0;
    }
  },
  /// A sinc under a sinc, six pixels wide.
  LANCZOS(3) {
    @Override
    double at(double x) {
      return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  };

  private final double radius;

  Resampling(double radius) {
    this.radius = radius;
  }

  /// The filter with one of Pillow's numbers, the `resample` of a preprocessor configuration; empty
  /// for other numbers.
  public static Optional<Resampling> ofCode(int code) {
    return switch (code) {
      case 0 -> Optional.of(NEAREST);
      case 1 -> Optional.of(LANCZOS);
      case 2 -> Optional.of(BILINEAR);
      case 3 -> Optional.of(BICUBIC);
      case 4 -> Optional.of(BOX);
      case 5 -> Optional.of(HAMMING);
      default -> Optional.empty();
    };
  }

  /// Distance from the centre from where on the filter is zero.
  double radius() {
    return radius;
  }

  /// The filter, not normalised, at a distance in pixels from its centre.
  abstract double at(double x);

  private static double sinc(double x) {
    double angle = x * Math.PI;
    return angle == 0 ? 1 : Math.sin(angle) / angle;
  }
}
