package dev.fovea.engine.internal.model.rope;

import dev.fovea.engine.internal.image.processor.PatchOrder;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Rotary positions in a picture, as the vision towers of the Qwen line have them: one half of the
/// frequencies turns with a patch's row, the other, the same ones, with its column.
public final class AxialRotation {
  private AxialRotation() {}

  /// The rotation of patches, `[n, dimension]` in float32.
  ///
  /// @param dimension features of a head
  public static Rotation of(PatchOrder patches, int dimension, double theta, Device device) {
    RopeConfig oneAxis =
        new RopeConfig(dimension / 2, theta, 1, new RopeScaling.Default(), List.of(), false);
    float[] frequencies = new RotaryEmbedding(oneAxis).inverseFrequencies(1);
    try (Scope scope = new Scope()) {
      Tensor inverse = Tensors.of(frequencies, device, frequencies.length);
      Tensor rows = Tensors.indices(patches.rows(), device).to(ScalarType.Float).unsqueeze(1);
      Tensor columns = Tensors.indices(patches.columns(), device).to(ScalarType.Float).unsqueeze(1);
      Tensor angles = Tensors.concatenate(1, rows.mul(inverse), columns.mul(inverse));
      Tensor both = Tensors.concatenate(1, angles, angles);
      return new Rotation(scope.moveOut(both.cos()), scope.moveOut(both.sin()));
    }
  }
}
