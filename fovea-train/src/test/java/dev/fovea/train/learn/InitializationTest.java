package dev.fovea.train.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.internal.model.tensors.TensorShape;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/// The numbers that training begins with.
class InitializationTest {
  private static final int HIDDEN = 64;
  private static final String LAYER = "language_model.model.layers.0.";
  private static final String TOWER = "vision_tower.vision_model.";
  private static final TensorShape EMBEDDINGS =
      shape("language_model.model.embed_tokens.weight", 300, HIDDEN);
  private static final TensorShape NORM = shape(LAYER + "input_layernorm.weight", HIDDEN);
  private static final TensorShape QUERIES = attention(LAYER, "q_proj", HIDDEN);
  private static final TensorShape KEYS = attention(LAYER, "k_proj", HIDDEN);
  private static final TensorShape OUTPUT = attention(LAYER, "o_proj", HIDDEN);
  private static final TensorShape DOWN = shape(LAYER + "mlp.down_proj.weight", HIDDEN, 100);
  private static final TensorShape CLASS = shape(TOWER + "embeddings.class_embedding", 10 * HIDDEN);
  private static final TensorShape PATCHES =
      shape(TOWER + "embeddings.patch_embedding.weight", HIDDEN, 3, 5, 5);
  private static final TensorShape TOWER_QUERIES = attention(TOWER + "layers.0.", "q_proj", HIDDEN);
  private static final TensorShape TOWER_KEYS = attention(TOWER + "layers.0.", "k_proj", HIDDEN);
  private static final TensorShape BIAS = shape(TOWER + "layers.0.self_attn.q_proj.bias", HIDDEN);
  private static final List<TensorShape> ALL =
      List.of(
          EMBEDDINGS,
          NORM,
          QUERIES,
          KEYS,
          OUTPUT,
          DOWN,
          CLASS,
          PATCHES,
          TOWER_QUERIES,
          TOWER_KEYS,
          BIAS);

  private static TensorShape shape(String name, long... sizes) {
    return new TensorShape(name, Arrays.stream(sizes).boxed().toList());
  }

  private static TensorShape attention(String prefix, String name, long rows) {
    return shape(prefix + "self_attn." + name + ".weight", rows, HIDDEN);
  }

  private static Parameters drawn(long seed) {
    Parameters parameters = new Parameters(ALL, ScalarType.Float, new Device("cpu"));
    Initialization.apply(parameters, seed);
    return parameters;
  }

  private static float[] part(Parameters parameters, TensorShape shape) {
    return Tensors.toFloats(parameters.part(parameters.masters(), shape));
  }

  @Test
  void theSameSeedGivesTheSameNumbersAndAnotherOthers() {
    try (Parameters one = drawn(5);
        Parameters same = drawn(5);
        Parameters other = drawn(6)) {
      float[] numbers = Tensors.toFloats(one.masters());
      assertThat(Tensors.toFloats(same.masters())).containsExactly(numbers);
      float[] others = Tensors.toFloats(other.masters());
      long equal = IntStream.range(0, numbers.length).filter(i -> numbers[i] == others[i]).count();
      assertThat(equal).isEqualTo(NORM.elements() + BIAS.elements());
    }
  }

  @Test
  void normsAreOneAndBiasesZero() {
    try (Parameters parameters = drawn(5)) {
      assertThat(part(parameters, NORM)).containsOnly(1);
      assertThat(part(parameters, BIAS)).containsOnly(0);
    }
  }

  @Test
  void deviationsKeepWhatLeavesANormAtItsSize() {
    try (Parameters parameters = drawn(5)) {
      assertThat(deviation(parameters, QUERIES)).isCloseTo(1 / 8.0, within(0.005));
      assertThat(deviation(parameters, OUTPUT)).isCloseTo(1 / 8.0, within(0.005));
      assertThat(deviation(parameters, TOWER_KEYS)).isCloseTo(1 / 8.0, within(0.005));
      assertThat(deviation(parameters, PATCHES)).isCloseTo(1 / Math.sqrt(75), within(0.005));
      assertThat(deviation(parameters, EMBEDDINGS)).isCloseTo(0.05, within(0.001));
      assertThat(deviation(parameters, CLASS)).isCloseTo(0.05, within(0.005));
      assertThat(deviation(parameters, DOWN)).isCloseTo(0.05 / 10, within(0.0005));
    }
  }

  @Test
  void noTwoMatricesAreAlike() {
    try (Parameters parameters = drawn(5)) {
      assertThat(part(parameters, KEYS)).isNotEqualTo(part(parameters, QUERIES));
      assertThat(part(parameters, TOWER_KEYS)).isNotEqualTo(part(parameters, TOWER_QUERIES));
    }
  }

  private static double deviation(Parameters parameters, TensorShape shape) {
    float[] values = part(parameters, shape);
    double sum =
        IntStream.range(0, values.length).mapToDouble(i -> values[i]).map(x -> x * x).sum();
    return Math.sqrt(sum / values.length);
  }
}
