package dev.fovea.engine.internal.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Flash kernels and the transposed identity against an explicit softmax in float64.
class AttentionTest {
  private static final double SCALE = 0.21;

  static Stream<Arguments> shapes() {
    List<Mask> masks = List.of(new Mask.Causal(), new Mask.Window(7), new Mask.Window(64));
    return Stream.of(
            new int[] {1, 1, 1, 8},
            new int[] {4, 4, 50, 16},
            new int[] {6, 2, 131, 24},
            new int[] {4, 1, 33, 20},
            new int[] {40, 8, 70, 128})
        .flatMap(s ->
            masks.stream()
                .flatMap(mask ->
                    Stream.of(ScalarType.Float, ScalarType.BFloat16)
                        .map(type -> Arguments.of(s[0], s[1], s[2], s[3], mask, type))));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void agreesWithAnExplicitSoftmax(
      int heads, int keyHeads, int length, int dimension, Mask mask, ScalarType type) {
    try (Scope scope = new Scope()) {
      AttentionInputs inputs = new AttentionInputs(7, heads, keyHeads, length, dimension, type);
      Attention.Result result = Attention.attend(inputs.q, inputs.k, inputs.v, SCALE, mask);
      double[][][] weights = ExplicitAttention.weights(inputs.queries, inputs.keys, SCALE, mask);
      float[] output = Tensors.toFloats(result.output());
      float[] lse = Tensors.toFloats(result.logSumExp());
      double worst = 0;
      double worstSum = 0;
      for (int head = 0; head < heads; head++) {
        float[][] values = inputs.values[head / (heads / keyHeads)];
        float[][] keys = inputs.keys[head / (heads / keyHeads)];
        for (int i = 0; i < length; i++) {
          double expectedLse =
              ExplicitAttention.logSumExp(inputs.queries[head][i], keys, SCALE, mask, i);
          worstSum =
              Math.max(
                  worstSum,
                  Math.abs(lse[head * length + i] - expectedLse) / (1 + Math.abs(expectedLse)));
          for (int c = 0; c < dimension; c++) {
            double expected = 0;
            for (int j = 0; j < length; j++) {
              expected += weights[head][i][j] * values[j][c];
            }
            worst =
                Math.max(worst, Math.abs(output[(head * length + i) * dimension + c] - expected));
          }
        }
      }
      // A single bfloat16 query has its logits rounded.
      boolean rounded = length == 1 && type == ScalarType.BFloat16;
      assertThat(worstSum).isLessThan(rounded ? 4e-3 : 2e-5 + ExplicitAttention.fastExp(type));
      assertThat(worst).isLessThan(type == ScalarType.Float ? 2e-5 : 2e-2);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void columnSumsAreExact(
      int heads, int keyHeads, int length, int dimension, Mask mask, ScalarType type) {
    try (Scope scope = new Scope()) {
      AttentionInputs inputs = new AttentionInputs(7, heads, keyHeads, length, dimension, type);
      Tensor lse = Attention.attend(inputs.q, inputs.k, inputs.v, SCALE, mask).logSumExp();
      double[][][] weights = ExplicitAttention.weights(inputs.queries, inputs.keys, SCALE, mask);
      int[] some = IntStream.range(0, length).filter(i -> i % 3 != 1).toArray();
      float[] transposed =
          Tensors.toFloats(ReceivedAttention.throughKernel(inputs.q, inputs.k, lse, SCALE, mask));
      float[] blocks =
          Tensors.toFloats(
              BlockedAttention.columnSums(
                  inputs.q, inputs.k, lse, SCALE, mask, IntStream.range(0, length).toArray()));
      float[] subset =
          Tensors.toFloats(ReceivedAttention.fromRows(inputs.q, inputs.k, lse, SCALE, mask, some));
      double worst = 0;
      for (int head = 0; head < heads; head++) {
        for (int j = 0; j < length; j++) {
          double expected = 0;
          double expectedOfSome = 0;
          for (int i = 0; i < length; i++) {
            expected += weights[head][i][j];
            expectedOfSome += i % 3 != 1 ? weights[head][i][j] : 0;
          }
          for (float[] all : List.of(transposed, blocks)) {
            worst =
                Math.max(worst, Math.abs(all[head * length + j] - expected) / (1e-3 + expected));
          }
          worst =
              Math.max(
                  worst,
                  Math.abs(subset[head * length + j] - expectedOfSome) / (1e-3 + expectedOfSome));
        }
      }
      boolean rounded = length == 1 && type == ScalarType.BFloat16;
      assertThat(worst).isLessThan(rounded ? 1e-2 : 1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void countsTheQueriesThatSeeAKey(
      int heads, int keyHeads, int length, int dimension, Mask mask, ScalarType type) {
    int[] some = IntStream.range(0, length).filter(i -> i % 5 != 2).toArray();
    int[] counts = ReceivedAttention.visibleQueries(some, length, mask);
    for (int j = 0; j < length; j++) {
      int key = j;
      assertThat((long) counts[j])
          .isEqualTo(IntStream.of(some).filter(i -> ExplicitAttention.sees(mask, i, key)).count());
    }
  }
}
