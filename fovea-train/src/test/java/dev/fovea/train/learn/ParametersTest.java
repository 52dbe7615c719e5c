package dev.fovea.train.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.internal.model.tensors.TensorShape;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private static final TensorShape ONE = new TensorShape("one", List.of(2L, 3L));
  private static final TensorShape TWO = new TensorShape("two", List.of(6L));

  private static String layout(TensorShape... shapes) {
    try (Parameters parameters =
        new Parameters(List.of(shapes), ScalarType.Float, TestNetwork.CPU)) {
      return parameters.layout();
    }
  }

  /// All of these have twelve numbers.
  @Test
  void aLayoutKnowsNamesShapesAndOrder() {
    String layout = layout(ONE, TWO);

    assertThat(layout).hasSize(64).isEqualTo(layout(ONE, TWO));
    assertThat(
            Set.of(
                layout,
                layout(TWO, ONE),
                layout(ONE, new TensorShape("three", List.of(6L))),
                layout(new TensorShape("one", List.of(3L, 2L)), TWO)))
        .hasSize(4);
  }
}
