package dev.fovea.engine.internal.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Attention that a graph of gradients goes through, against an explicit softmax in float64 whose
/// gradients are written out.
class DifferentiableAttentionTest {
  private static final double SCALE = 0.21;
  private static final int DIMENSION = 8;

  /// Short sequences and long ones take different ways; the border is at 640.
  static Stream<Arguments> cases() {
    return Stream.of(new Mask.Full(), new Mask.Causal())
        .flatMap(mask ->
            Stream.of(1, 37, 640, 641)
                .flatMap(length ->
                    Stream.of(1, 2, 4).map(keyHeads -> Arguments.of(mask, length, keyHeads))));
  }

  @ParameterizedTest(name = "{1} tokens, {2} key heads, {0}")
  @MethodSource("cases")
  void valuesAndGradientsAreThoseOfAnExplicitSoftmax(Mask mask, int length, int keyHeads) {
    holds(mask, length, keyHeads, ScalarType.Float, 3e-6);
  }

  @ParameterizedTest(name = "{0} tokens")
  @ValueSource(ints = {37, 641})
  void inBfloat16TheyAreSoUpToRounding(int length) {
    holds(new Mask.Causal(), length, 2, ScalarType.BFloat16, 2e-2);
  }

  private static void holds(Mask mask, int length, int keyHeads, ScalarType type, double limit) {
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(true)) {
      AttentionInputs inputs = new AttentionInputs(5, 4, keyHeads, length, DIMENSION, type);
      AttentionInputs upstream = new AttentionInputs(6, 4, keyHeads, length, DIMENSION, type);
      Tensor q = leaf(inputs.q);
      Tensor k = leaf(inputs.k);
      Tensor v = leaf(inputs.v);
      Tensor output = Attention.output(q, k, v, SCALE, mask);
      output.mul(upstream.q).sum().backward();

      double[][][] weights = ExplicitAttention.weights(inputs.queries, inputs.keys, SCALE, mask);
      Gradients expected = new Gradients(inputs);
      expected.take(inputs, weights, upstream.queries);
      assertThat(distance(output, ExplicitAttention.output(weights, inputs.values)))
          .isLessThan(limit);
      assertThat(distance(q.grad(), flat(expected.queries))).isLessThan(limit);
      assertThat(distance(k.grad(), flat(expected.keys))).isLessThan(limit);
      assertThat(distance(v.grad(), flat(expected.values))).isLessThan(limit);
    }
  }

  /// As where only the projection of the values is trained.
  @Test
  void aGraphBeginsAtKeysOrValuesAlone() {
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(true)) {
      AttentionInputs inputs = new AttentionInputs(5, 2, 2, 20, DIMENSION, ScalarType.Float);
      Tensor k = leaf(inputs.k);
      Tensor v = leaf(inputs.v);
      Mask mask = new Mask.Causal();
      assertThat(Attention.output(inputs.q, k, inputs.v, SCALE, mask).requires_grad()).isTrue();
      assertThat(Attention.output(inputs.q, inputs.k, v, SCALE, mask).requires_grad()).isTrue();
      assertThat(Attention.output(inputs.q, inputs.k, inputs.v, SCALE, mask).requires_grad())
          .isFalse();
    }
  }

  @Test
  void windowsAndViewsAheadAreRefused() {
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(true)) {
      AttentionInputs inputs = new AttentionInputs(5, 2, 2, 20, DIMENSION, ScalarType.Float);
      Tensor q = leaf(inputs.q);
      for (Mask mask : List.of(new Mask.Window(4), new Mask.TwoWay(0, List.of()))) {
        assertThatThrownBy(() -> Attention.output(q, inputs.k, inputs.v, SCALE, mask))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(mask.toString());
      }
    }
  }

  /// Gradients `[heads][n][d]` of the sum of outputs times some numbers, in float64.
  private static final class Gradients {
    private final double[][][] queries;
    private final double[][][] keys;
    private final double[][][] values;

    Gradients(AttentionInputs inputs) {
      queries = new double[inputs.queries.length][inputs.queries[0].length][DIMENSION];
      keys = new double[inputs.keys.length][inputs.keys[0].length][DIMENSION];
      values = new double[inputs.keys.length][inputs.keys[0].length][DIMENSION];
    }

    void take(AttentionInputs inputs, double[][][] weights, float[][][] upstream) {
      for (int head = 0; head < weights.length; head++) {
        int shared = head / (weights.length / keys.length);
        for (int i = 0; i < weights[head].length; i++) {
          double[] row = weights[head][i];
          double[] atWeights = new double[row.length];
          double mean = 0;
          for (int j = 0; j < row.length; j++) {
            for (int c = 0; c < DIMENSION; c++) {
              atWeights[j] += upstream[head][i][c] * inputs.values[shared][j][c];
              values[shared][j][c] += row[j] * upstream[head][i][c];
            }
            mean += row[j] * atWeights[j];
          }
          for (int j = 0; j < row.length; j++) {
            double atLogit = SCALE * row[j] * (atWeights[j] - mean);
            for (int c = 0; c < DIMENSION; c++) {
              queries[head][i][c] += atLogit * inputs.keys[shared][j][c];
              keys[shared][j][c] += atLogit * inputs.queries[head][i][c];
            }
          }
        }
      }
    }
  }

  private static Tensor leaf(Tensor tensor) {
    Tensor leaf = tensor.detach().clone();
    leaf.requires_grad_(true);
    return leaf;
  }

  private static double[] flat(double[][][] numbers) {
    return ExplicitAttention.flat(numbers);
  }

  /// Norm of the difference relative to the norm of what is expected, or absolute where that is
  /// nothing.
  private static double distance(Tensor found, double[] expected) {
    float[] numbers = Tensors.toFloats(found);
    assertThat(numbers).hasSameSizeAs(expected);
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += (numbers[i] - expected[i]) * (numbers[i] - expected[i]);
      size += expected[i] * expected[i];
    }
    return Math.sqrt(difference / (size == 0 ? 1 : size));
  }
}
