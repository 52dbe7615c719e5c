package dev.fovea.engine.model;

import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Rotary position embedding (arXiv 2104.09864) in the half-split form of the Llama line, with the
/// scalings of [RopeScaling].
///
/// Positions enter only through rotations, so a key that was rotated for one position becomes the
/// key of another one by rotating it further: that is what [#moved] is for.
public final class RotaryEmbedding {
  private final int rotaryDimension;
  private final double theta;
  private final int maxPositions;
  private final RopeScaling scaling;

  /// @param rotaryDimension how many features of a head are rotated, even
  /// @param theta base of the wavelengths
  /// @param maxPositions `max_position_embeddings` of the configuration
  RotaryEmbedding(int rotaryDimension, double theta, int maxPositions, RopeScaling scaling) {
    this.rotaryDimension = rotaryDimension;
    this.theta = theta;
    this.maxPositions = maxPositions;
    this.scaling = scaling;
  }

  /// Cosines and sines, `[n, rotary dimension]`, in the working dtype.
  public record Rotation(Tensor cosine, Tensor sine) {

    /// Rotates queries or keys `[..., n, d]`; features beyond the rotary dimension pass through.
    public Tensor apply(Tensor x) {
      try (Scope scope = new Scope()) {
        long dimension = cosine.size(-1);
        long passing = x.size(-1) - dimension;
        Tensor turning = passing == 0 ? x : x.narrow(-1, 0, dimension);
        long half = dimension / 2;
        Tensor turned =
            Tensors.concatenate(
                -1, turning.narrow(-1, half, half).neg(), turning.narrow(-1, 0, half));
        Tensor rotated = turning.mul(cosine).add(turned.mul(sine));
        return scope.moveOut(
            passing == 0
                ? rotated
                : Tensors.concatenate(-1, rotated, x.narrow(-1, dimension, passing)));
      }
    }
  }

  /// The rotation of some positions.
  public Rotation at(long[] positions, ScalarType dtype, Device device) {
    try (Scope scope = new Scope()) {
      Tensor angles = angles(positions, device);
      return rotation(scope, angles, scaling.attentionFactor(), dtype);
    }
  }

  /// The rotation that takes keys from old positions to new ones.
  public Rotation moved(long[] from, long[] to, ScalarType dtype, Device device) {
    try (Scope scope = new Scope()) {
      Tensor difference =
          angles(to, device).to(ScalarType.Double).sub(angles(from, device).to(ScalarType.Double));
      return rotation(scope, difference, 1, dtype);
    }
  }

  private static Rotation rotation(Scope scope, Tensor angles, double factor, ScalarType dtype) {
    Tensor both = Tensors.concatenate(-1, angles, angles);
    return new Rotation(
        scope.moveOut(both.cos().mul(Tensors.scalar(factor)).to(dtype)),
        scope.moveOut(both.sin().mul(Tensors.scalar(factor)).to(dtype)));
  }

  /// `[n, rotary dimension / 2]`, float32 as the reference computes them.
  private Tensor angles(long[] positions, Device device) {
    try (Scope scope = new Scope()) {
      long last = 0;
      for (long position : positions) {
        last = Math.max(last, position);
      }
      Tensor frequencies = Tensors.of(inverseFrequencies(last + 1), device, rotaryDimension / 2);
      Tensor column = Tensors.indices(positions, device).to(ScalarType.Float).unsqueeze(1);
      return scope.moveOut(column.mul(frequencies));
    }
  }

  /// Inverse frequencies for a sequence that reaches this length.
  float[] inverseFrequencies(long sequenceLength) {
    double base = scaling.base(theta, rotaryDimension, sequenceLength, maxPositions);
    try (Scope scope = new Scope()) {
      float[] exponents = new float[rotaryDimension / 2];
      for (int i = 0; i < exponents.length; i++) {
        exponents[i] = (float) (2 * i) / rotaryDimension;
      }
      Tensor exponent = Tensors.of(exponents, new Device("cpu"), exponents.length);
      float[] wavelengths = Tensors.toFloats(torch.pow(Tensors.scalar(base), exponent));
      return scaling.scaled(wavelengths, theta);
    }
  }
}
