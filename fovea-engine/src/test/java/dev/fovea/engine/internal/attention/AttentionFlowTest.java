package dev.fovea.engine.internal.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.Attention.Mask.Run;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The flow against whole matrices of weights, whose gradient autograd finds in float64.
class AttentionFlowTest {
  private static final double SCALE = 0.21;
  private static final int LENGTH = 150;

  static Stream<Arguments> cases() {
    return Stream.of(
            new Mask.Causal(),
            new Mask.Window(40),
            new Mask.TwoWay(40, List.of(new Run(0, 5), new Run(60, 130))))
        .flatMap(mask ->
            Stream.of(ScalarType.Float, ScalarType.BFloat16).map(type -> Arguments.of(mask, type)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void flowIsWeightTimesItsGradient(Mask mask, ScalarType type) {
    int[] some = IntStream.range(0, LENGTH).filter(j -> j % 4 != 1).toArray();
    try (Scope scope = new Scope()) {
      AttentionInputs inputs = new AttentionInputs(5, 6, 2, LENGTH, 16, type);
      Tensor gradient = new AttentionInputs(6, 6, 2, LENGTH, 16, type).q;
      Tensor lse = Attention.attend(inputs.q, inputs.k, inputs.v, SCALE, mask).logSumExp();
      float[][] expected = Tensors.toRows(explicit(inputs, mask, gradient));
      try (AttentionFlow flow =
          new AttentionFlow(inputs.q, inputs.k, inputs.v, lse, gradient, SCALE, mask, some)) {
        double worst = 0;
        for (int from = 0; from < LENGTH; from += 64) {
          float[][] rows = Tensors.toRows(flow.rows(from, Math.min(LENGTH, from + 64)));
          for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < some.length; j++) {
              float difference = rows[i][j] - expected[from + i][some[j]];
              worst = Math.max(worst, Math.abs(difference));
            }
          }
        }
        assertThat(worst)
            .isLessThan((type == ScalarType.Float ? 2e-5 : 2e-4) + ExplicitAttention.fastExp(type));
      }
    }
  }

  /// `[n, n]` by autograd at the weights of an explicit softmax.
  private static Tensor explicit(AttentionInputs inputs, Mask mask, Tensor gradient) {
    try (Scope scope = new Scope();
        AutoGradMode gradients = new AutoGradMode(true)) {
      double[] flat =
          ExplicitAttention.flat(
              ExplicitAttention.weights(inputs.queries, inputs.keys, SCALE, mask));
      float[] narrow = new float[flat.length];
      for (int i = 0; i < flat.length; i++) {
        narrow[i] = (float) flat[i];
      }
      Tensor weights =
          Tensors.of(narrow, new Device("cpu"), 6, LENGTH, LENGTH).to(ScalarType.Double);
      weights.requires_grad_(true);
      Tensor values =
          inputs
              .v
              .to(ScalarType.Double)
              .repeat_interleave(3, new LongOptional(1), new LongOptional());
      weights.matmul(values).mul(gradient).sum().backward();
      Tensor products = weights.detach().mul(weights.grad());
      return scope.moveOut(products.sum(new long[] {0}, false, new ScalarTypeOptional()).abs());
    }
  }
}
