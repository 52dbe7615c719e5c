package dev.fovea.engine.internal.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.Attention.Mask.Run;
import dev.fovea.engine.internal.attention.Attention.Result;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Attention within images and everything taken from it against an explicit softmax in float64.
class TwoWayAttentionTest {
  private static final double SCALE = 0.21;
  private static final int DIMENSION = 16;

  static Stream<Arguments> chosen() {
    return Stream.of(
            Arguments.of("the whole sequence", 257, twoWay(0, 0, 257)),
            Arguments.of("at the start", 257, twoWay(0, 0, 100)),
            Arguments.of("at the end", 257, twoWay(0, 200, 257)),
            Arguments.of("over a block's border", 600, twoWay(0, 100, 356, 400, 590)),
            Arguments.of("side by side", 256, twoWay(0, 10, 130, 130, 250)),
            Arguments.of("side by side, window", 256, twoWay(50, 10, 130, 130, 250)),
            Arguments.of("longer than the window", 600, twoWay(64, 20, 276, 300, 556)),
            Arguments.of("longer than the window, at the start", 255, twoWay(7, 0, 254)),
            Arguments.of("a window of one", 257, twoWay(1, 30, 60, 250, 257)),
            Arguments.of("a window that holds all", 257, twoWay(257, 30, 60, 250, 257)),
            Arguments.of("a single row", 255, twoWay(0, 254, 255)))
        .flatMap(arguments ->
            Stream.of(ScalarType.Float, ScalarType.BFloat16)
                .map(type ->
                    Arguments.of(
                        arguments.get()[0], arguments.get()[1], arguments.get()[2], type)));
  }

  private static Mask.TwoWay twoWay(int window, int... bounds) {
    return new Mask.TwoWay(
        window,
        IntStream.range(0, bounds.length / 2)
            .mapToObj(i -> new Run(bounds[2 * i], bounds[2 * i + 1]))
            .toList());
  }

  @ParameterizedTest(name = "runs {0}, {3}")
  @MethodSource("chosen")
  void agreesWithAnExplicitSoftmax(String runs, int length, Mask.TwoWay mask, ScalarType type) {
    check(11, 4, 2, length, mask, type);
  }

  @Test
  void agreesWithAnExplicitSoftmaxOnRandomMasks() {
    SplittableRandom random = new SplittableRandom(5);
    int[] lengths = {1, 2, 3, 17, 64, 129, 255, 256, 257, 300};
    for (int trial = 0; trial < 60; trial++) {
      int length = lengths[trial % lengths.length];
      int keyHeads = 1 + random.nextInt(3);
      int heads = keyHeads * (1 + random.nextInt(3));
      ScalarType type = random.nextBoolean() ? ScalarType.Float : ScalarType.BFloat16;
      check(trial, heads, keyHeads, length, RandomMasks.twoWay(random, length), type);
    }
  }

  private static void check(
      long seed, int heads, int keyHeads, int length, Mask.TwoWay mask, ScalarType type) {
    String what =
        String.format(
            Locale.ROOT, "%d heads on %d, %d rows, %s, %s", heads, keyHeads, length, mask, type);
    try (Scope scope = new Scope()) {
      AttentionInputs inputs = new AttentionInputs(seed, heads, keyHeads, length, DIMENSION, type);
      double[][][] weights = ExplicitAttention.weights(inputs.queries, inputs.keys, SCALE, mask);
      Result result = Attention.attend(inputs.q, inputs.k, inputs.v, SCALE, mask);
      Tensor lse = result.logSumExp();
      // A single bfloat16 query has its logits rounded.
      boolean rounded = length == 1 && type == ScalarType.BFloat16;
      assertThat(worst(lse, ExplicitAttention.logSumExp(inputs, SCALE, mask), 1))
          .as(what)
          .isLessThan(rounded ? 4e-3 : 2e-5);
      double[] output = ExplicitAttention.output(weights, inputs.values);
      assertThat(worst(result.output(), output, 1))
          .as(what)
          .isLessThan(type == ScalarType.Float ? 2e-5 : 2e-2);

      int[] all = IntStream.range(0, length).toArray();
      int[] some = Arrays.stream(all).filter(i -> i % 3 != 1).toArray();
      double limit = rounded ? 1e-2 : 1e-4;
      assertThat(
              worst(
                  ReceivedAttention.fromAll(inputs.q, inputs.k, lse, SCALE, mask),
                  ExplicitAttention.columnSums(weights, all),
                  1e-3))
          .as(what)
          .isLessThan(limit);
      assertThat(
              worst(
                  ReceivedAttention.throughKernel(
                      inputs.q, inputs.k, lse, SCALE, RandomMasks.mirrored(mask, length)),
                  ExplicitAttention.columnSums(weights, all),
                  1e-3))
          .as(what)
          .isLessThan(limit);
      assertThat(
              worst(
                  ReceivedAttention.fromRows(inputs.q, inputs.k, lse, SCALE, mask, some),
                  ExplicitAttention.columnSums(weights, some),
                  1e-3))
          .as(what)
          .isLessThan(limit);
      assertThat(
              worst(
                  ReceivedAttention.weights(inputs.q, inputs.k, lse, SCALE, mask, all),
                  ExplicitAttention.flat(weights),
                  1e-3))
          .as(what)
          .isLessThan(limit);
      int[] counts = ReceivedAttention.visibleQueries(some, length, mask);
      for (int j = 0; j < length; j++) {
        int key = j;
        assertThat((long) counts[j])
            .isEqualTo(
                Arrays.stream(some).filter(i -> ExplicitAttention.sees(mask, i, key)).count());
      }
    }
  }

  /// Largest difference relative to the expected magnitude plus a floor.
  private static double worst(Tensor tensor, double[] expected, double floor) {
    float[] found = Tensors.toFloats(tensor);
    assertThat(found).hasSize(expected.length);
    double worst = 0;
    for (int i = 0; i < found.length; i++) {
      double difference = Math.abs(found[i] - expected[i]) / (floor + Math.abs(expected[i]));
      // A NaN must not pass for a small difference.
      worst = difference <= worst ? worst : difference;
    }
    return worst;
  }

  @ParameterizedTest
  @MethodSource("types")
  void withoutRunsItIsTheCausalMaskOrTheWindowBitForBit(ScalarType type) {
    for (int window : new int[] {0, 40, 300}) {
      try (Scope scope = new Scope()) {
        AttentionInputs inputs = new AttentionInputs(2, 4, 2, 300, DIMENSION, type);
        Mask plain = window == 0 ? new Mask.Causal() : new Mask.Window(window);
        Mask none = new Mask.TwoWay(window, List.of());
        Result expected = Attention.attend(inputs.q, inputs.k, inputs.v, SCALE, plain);
        Result found = Attention.attend(inputs.q, inputs.k, inputs.v, SCALE, none);
        Tensor lse = found.logSumExp();
        assertThat(found.output().equal(expected.output())).isTrue();
        assertThat(lse.equal(expected.logSumExp())).isTrue();
        assertThat(
                ReceivedAttention.fromAll(inputs.q, inputs.k, lse, SCALE, none)
                    .equal(ReceivedAttention.fromAll(inputs.q, inputs.k, lse, SCALE, plain)))
            .isTrue();
      }
    }
  }

  static List<ScalarType> types() {
    return List.of(ScalarType.Float, ScalarType.BFloat16);
  }

  @ParameterizedTest
  @MethodSource("types")
  void aSingleQueryAfterTheImageSeesAllBeforeItWithinTheWindow(ScalarType type) {
    int length = 90;
    for (int window : new int[] {0, 1, 40, 90}) {
      try (Scope scope = new Scope()) {
        AttentionInputs inputs = new AttentionInputs(3, 4, 2, length, DIMENSION, type);
        Mask mask = twoWay(window, 10, 60);
        Result whole = Attention.attend(inputs.q, inputs.k, inputs.v, SCALE, mask);
        Result last =
            Attention.attend(inputs.q.narrow(2, length - 1, 1), inputs.k, inputs.v, SCALE, mask);
        double limit = type == ScalarType.Float ? 1e-5 : 2e-2;
        assertThat(worst(last.output(), doubles(whole.output().narrow(2, length - 1, 1)), 1))
            .isLessThan(limit);
        assertThat(worst(last.logSumExp(), doubles(whole.logSumExp().narrow(2, length - 1, 1)), 1))
            .isLessThan(limit);
      }
    }
  }

  private static double[] doubles(Tensor tensor) {
    float[] floats = Tensors.toFloats(tensor);
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }

  @Test
  void noRowsSendNoAttention() {
    try (Scope scope = new Scope()) {
      AttentionInputs inputs = new AttentionInputs(3, 4, 2, 20, DIMENSION, ScalarType.Float);
      Mask mask = twoWay(0, 5, 9);
      Tensor lse = Attention.attend(inputs.q, inputs.k, inputs.v, SCALE, mask).logSumExp();
      assertThat(
              Tensors.toFloats(
                  ReceivedAttention.fromRows(inputs.q, inputs.k, lse, SCALE, mask, new int[0])))
          .hasSize(80)
          .containsOnly(0);
    }
  }
}
