package dev.fovea.engine.internal.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.Attention.Mask.Run;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients of queries, keys and values against those of an explicit softmax under autograd in
/// float64.
class AttentionGradientTest {
  private static final double SCALE = 0.21;

  static Stream<Arguments> cases() {
    List<Run> images = List.of(new Run(0, 5), new Run(200, 270), new Run(270, 280));
    return Stream.of(
            new Mask.Causal(),
            new Mask.Window(40),
            new Mask.TwoWay(0, List.of()),
            new Mask.TwoWay(0, images),
            new Mask.TwoWay(40, images))
        .flatMap(mask ->
            Stream.of(1, 300)
                .flatMap(queries ->
                    Stream.of(ScalarType.Float, ScalarType.BFloat16)
                        .map(type -> Arguments.of(mask, queries, type))));
  }

  @ParameterizedTest(name = "{1} queries, {2}, {0}")
  @MethodSource("cases")
  void gradientsAreThoseOfAnExplicitSoftmax(Mask mask, int queries, ScalarType type) {
    int length = 300;
    try (Scope scope = new Scope();
        AutoGradMode gradients = new AutoGradMode(true)) {
      AttentionInputs inputs = new AttentionInputs(5, 4, 2, length, 16, type);
      Tensor q = inputs.q.narrow(2, length - queries, queries);
      // Some number that depends on every output in its own way.
      Tensor direction = new AttentionInputs(6, 4, 2, length, 16, type).q.narrow(2, 0, queries);
      Attention.Gradients found =
          Attention.gradients(q, inputs.k, inputs.v, SCALE, mask, direction);

      Tensor exactQ = leaf(q);
      Tensor exactK = leaf(inputs.k);
      Tensor exactV = leaf(inputs.v);
      int[] rows = new int[queries];
      for (int i = 0; i < queries; i++) {
        rows[i] = length - queries + i;
      }
      explicit(exactQ, exactK, exactV, sees(mask, rows, length)).mul(direction).sum().backward();
      double limit = type == ScalarType.Float ? 2e-6 : 3e-3;
      assertThat(distance(found.queries(), exactQ.grad())).isLessThan(limit);
      assertThat(distance(found.keys(), exactK.grad())).isLessThan(limit);
      assertThat(distance(found.values(), exactV.grad())).isLessThan(limit);
    }
  }

  private static Tensor leaf(Tensor tensor) {
    Tensor leaf = tensor.detach().to(ScalarType.Double).clone();
    leaf.requires_grad_(true);
    return leaf;
  }

  private static Tensor explicit(Tensor q, Tensor k, Tensor v, Tensor bias) {
    Tensor keys = k.repeat_interleave(2, new LongOptional(1), new LongOptional());
    Tensor values = v.repeat_interleave(2, new LongOptional(1), new LongOptional());
    Tensor logits = q.matmul(keys.transpose(2, 3)).mul(Tensors.scalar(SCALE)).add(bias);
    return logits.softmax(-1).matmul(values);
  }

  /// 0 where a row sees a key by the definition, -inf elsewhere.
  private static Tensor sees(Mask mask, int[] rows, int keys) {
    float[] bias = new float[rows.length * keys];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < keys; j++) {
        bias[i * keys + j] = ExplicitAttention.sees(mask, rows[i], j) ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
    return Tensors.of(bias, new Device("cpu"), rows.length, keys);
  }

  /// Norm of the difference relative to the norm of what is expected.
  private static double distance(Tensor found, Tensor expected) {
    return found.to(ScalarType.Double).sub(expected).norm().item_double()
        / expected.norm().item_double();
  }
}
