package dev.fovea.engine.internal.model.rope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.internal.image.processor.PatchOrder;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;

/// Angles against their formula: `[y f0, y f1, x f0, x f1]`, twice, with `f = theta ^ (-j / 2)`.
class AxialRotationTest {

  @Test
  void halfOfTheFrequenciesTurnsWithTheRowAndHalfWithTheColumn() {
    PatchOrder patches = PatchOrder.of(new Grid(2, 3), 2);
    try (Scope scope = new Scope()) {
      Rotation rotation = AxialRotation.of(patches, 8, 100, new Device("cpu"));
      float[] cosine = Tensors.toFloats(rotation.cosine());
      float[] sine = Tensors.toFloats(rotation.sine());

      assertThat(cosine).hasSize(24 * 8);
      for (int i = 0; i < cosine.length; i++) {
        int patch = i / 8;
        int axis = i % 4 / 2;
        int place = axis == 0 ? patches.rows()[patch] : patches.columns()[patch];
        double angle = place * Math.pow(100, -(i % 2) / 2.0);
        assertThat((double) cosine[i]).isCloseTo(Math.cos(angle), within(1e-6));
        assertThat((double) sine[i]).isCloseTo(Math.sin(angle), within(1e-6));
      }
    }
  }
}
