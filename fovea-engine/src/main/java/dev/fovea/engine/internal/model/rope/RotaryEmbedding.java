package dev.fovea.engine.internal.model.rope;

import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
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
  private final RopeConfig config;

  public RotaryEmbedding(RopeConfig config) {
    this.config = config;
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
  public Rotation at(Positions positions, ScalarType dtype, Device device) {
    try (Scope scope = new Scope()) {
      Tensor angles = angles(positions, device);
      return rotation(scope, angles, config.scaling().attentionFactor(), dtype);
    }
  }

  /// The rotation that takes keys from old positions to new ones.
  public Rotation moved(Positions from, Positions to, ScalarType dtype, Device device) {
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
  private Tensor angles(Positions positions, Device device) {
    try (Scope scope = new Scope()) {
      float[] inverse = inverseFrequencies(positions.next());
      Tensor frequencies = Tensors.of(inverse, device, inverse.length);
      return scope.moveOut(turning(positions, device).mul(frequencies));
    }
  }

  /// The position that each frequency turns with, `[n, rotary dimension / 2]` or one column for
  /// all.
  private Tensor turning(Positions positions, Device device) {
    try (Scope scope = new Scope()) {
      Tensor[] columns = new Tensor[positions.axes()];
      for (int axis = 0; axis < columns.length; axis++) {
        columns[axis] =
            Tensors.indices(positions.axis(axis), device).to(ScalarType.Float).unsqueeze(1);
      }
      Tensor all = Tensors.concatenate(1, columns);
      return scope.moveOut(
          columns.length == 1 ? all : all.index_select(1, Tensors.indices(config.axes(), device)));
    }
  }

  /// Inverse frequencies for a sequence that reaches this length.
  public float[] inverseFrequencies(long sequenceLength) {
    RopeScaling scaling = config.scaling();
    int dimension = config.dimension();
    double base =
        scaling.base(config.theta(), dimension, Math.max(1, sequenceLength), config.maxPositions());
    try (Scope scope = new Scope()) {
      float[] exponents = new float[dimension / 2];
      for (int i = 0; i < exponents.length; i++) {
        exponents[i] = (float) (2 * i) / dimension;
      }
      Tensor exponent = Tensors.of(exponents, new Device("cpu"), exponents.length);
      float[] wavelengths = Tensors.toFloats(torch.pow(Tensors.scalar(base), exponent));
      return scaling.scaled(wavelengths, config.theta(), sequenceLength);
    }
  }
}
