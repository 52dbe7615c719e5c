package dev.fovea.engine.internal.model.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.internal.image.processor.TokenGrid;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/// One tile for the whole picture (0) and two side by side (10, 20), of 2 x 2 patches each.
class TileFeaturesTest {
  private static final Grid TILES = new Grid(1, 2);

  @Test
  void tilesBecomeRowsOverThePictureEachWithANewline() {
    assertThat(join(new TokenGrid(0, 0, 2, 4, 2, 4)))
        .containsExactly(0, 1, 2, 3, 10, 11, 20, 21, -1, 12, 13, 22, 23, -1);
  }

  @Test
  void rowsAndColumnsOfPaddingAreGone() {
    assertThat(join(new TokenGrid(0, 1, 2, 2, 2, 2)))
        .containsExactly(0, 1, 2, 3, 11, 20, -1, 13, 22, -1);
    assertThat(join(new TokenGrid(1, 0, 0, 4, 0, 4))).containsExactly(0, 1, 2, 3);
    assertThat(join(new TokenGrid(0, 2, 2, 0, 2, 0))).containsExactly(0, 1, 2, 3, -1, -1);
  }

  /// Two of four columns lie half-way between neighbours; one of two rows likewise.
  @Test
  void shrunkFeaturesAreInterpolated() {
    assertThat(join(new TokenGrid(0, 0, 2, 4, 1, 2))).containsExactly(0, 1, 2, 3, 11.5f, 21.5f, -1);
  }

  private static float[] join(TokenGrid tokens) {
    try (Scope scope = new Scope()) {
      Device cpu = new Device("cpu");
      float[] values = {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23};
      Tensor features = Tensors.of(values, cpu, 3, 4, 1);
      Tensor newline = Tensors.of(new float[] {-1}, cpu, 1);
      return Tensors.toFloats(TileFeatures.join(features, TILES, 2, tokens, newline));
    }
  }
}
