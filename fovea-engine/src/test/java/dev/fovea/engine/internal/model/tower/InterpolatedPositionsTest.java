package dev.fovea.engine.internal.model.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.internal.image.processor.PatchOrder;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;

/// On a table that grows evenly along both sides interpolation is exact, so the result is known.
class InterpolatedPositionsTest {
  private static final int SIDE = 5;

  /// Feature 0 is the row, feature 1 the column; the table has rows that no picture uses.
  private static float[] interpolated(PatchOrder patches) {
    float[] table = new float[2 * (SIDE * SIDE + 3)];
    for (int i = 0; i < SIDE * SIDE; i++) {
      table[2 * i] = (float) (i / SIDE);
      table[2 * i + 1] = i % SIDE;
    }
    try (Scope scope = new Scope()) {
      InterpolatedPositions positions =
          new InterpolatedPositions(Tensors.of(table, new Device("cpu"), SIDE * SIDE + 3, 2), SIDE);
      return Tensors.toFloats(positions.of(patches));
    }
  }

  @Test
  void cornersStayCornersAndBetweenThemPositionsAreSpreadEvenly() {
    PatchOrder patches = PatchOrder.of(new Grid(2, 4), 2);

    float[] found = interpolated(patches);

    assertThat(found).hasSize(2 * 4 * 8);
    for (int i = 0; i < patches.size(); i++) {
      assertThat(found[2 * i]).isCloseTo(patches.rows()[i] * 4 / 3f, within(1e-6f));
      assertThat(found[2 * i + 1]).isCloseTo(patches.columns()[i] * 4 / 7f, within(1e-6f));
    }
  }

  @Test
  void aSingleRowStandsAtTheTop() {
    assertThat(interpolated(PatchOrder.of(new Grid(1, 3), 1))).containsExactly(0, 0, 0, 2, 0, 4);
  }
}
