package dev.fovea.engine.internal.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.Attention.Mask.Run;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Entropies and shares of rows against an explicit softmax in float64.
class RowAttentionTest {
  private static final double SCALE = 0.7;

  static Stream<Arguments> cases() {
    List<Run> images = List.of(new Run(0, 5), new Run(60, 130), new Run(130, 140));
    return Stream.of(
            new Mask.Full(),
            new Mask.Causal(),
            new Mask.Window(40),
            new Mask.TwoWay(0, images),
            new Mask.TwoWay(40, images))
        .flatMap(mask ->
            Stream.of(
                    new int[] {4, 2, 300, 16}, new int[] {3, 1, 150, 8}, new int[] {8, 8, 140, 20})
                .flatMap(s ->
                    Stream.of(ScalarType.Float, ScalarType.BFloat16)
                        .map(type -> Arguments.of(s[0], s[1], s[2], s[3], mask, type))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void entropiesAreThoseOfAnExplicitSoftmax(
      int heads, int keyHeads, int length, int dimension, Mask mask, ScalarType type) {
    try (Scope scope = new Scope()) {
      AttentionInputs inputs = new AttentionInputs(3, heads, keyHeads, length, dimension, type);
      float[] found = Tensors.toFloats(RowAttention.entropies(inputs.q, inputs.k, SCALE, mask));
      double[][][] weights = ExplicitAttention.weights(inputs.queries, inputs.keys, SCALE, mask);
      double worst = 0;
      for (int head = 0; head < heads; head++) {
        for (int i = 0; i < length; i++) {
          double entropy = 0;
          for (double weight : weights[head][i]) {
            entropy -= weight > 0 ? weight * Math.log(weight) : 0;
          }
          worst = Math.max(worst, Math.abs(found[head * length + i] - entropy));
          assertThat(found[head * length + i]).isNotNegative();
        }
      }
      assertThat(worst).isLessThan(3e-5);
    }
  }

  /// Groups of five, and as many as need two calls.
  @ParameterizedTest
  @MethodSource("cases")
  void sharesAreSumsOfAnExplicitSoftmax(
      int heads, int keyHeads, int length, int dimension, Mask mask, ScalarType type) {
    try (Scope scope = new Scope()) {
      AttentionInputs inputs = new AttentionInputs(3, heads, keyHeads, length, dimension, type);
      double[][][] weights = ExplicitAttention.weights(inputs.queries, inputs.keys, SCALE, mask);
      for (int groups : new int[] {5, dimension + 3}) {
        int[] labels = IntStream.range(0, length).map(j -> j * 7 % groups).toArray();
        float[] found =
            Tensors.toFloats(RowAttention.shares(inputs.q, inputs.k, SCALE, mask, labels, groups));
        double worst = 0;
        for (int head = 0; head < heads; head++) {
          for (int i = 0; i < length; i++) {
            double[] expected = new double[groups];
            for (int j = 0; j < length; j++) {
              expected[labels[j]] += weights[head][i][j];
            }
            for (int group = 0; group < groups; group++) {
              double share = found[(head * length + i) * groups + group];
              worst = Math.max(worst, Math.abs(share - expected[group]));
            }
          }
        }
        assertThat(worst).isLessThan(2e-6);
      }
    }
  }
}
