package dev.fovea.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.model.RotaryEmbedding.Rotation;
import dev.fovea.engine.weights.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frequencies against those that transformers 5.18 printed, and rotations against their algebra.
class RotaryEmbeddingTest {
  private static final Device CPU = new Device("cpu");

  private static RotaryEmbedding rotary(int dimension, double theta, int positions, String rope) {
    return new RotaryEmbedding(
        new RopeConfig(dimension, theta, positions, scaling(positions, rope), List.of(), false));
  }

  private static RopeScaling scaling(int positions, String rope) {
    JsonView text =
        JsonView.parse(
            "config.json",
            ("{\"rope\": " + rope.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8));
    return RopeScaling.from(text.object("rope"), text, positions);
  }

  private static void assertFrequencies(RotaryEmbedding rotary, int first, double... expected) {
    float[] found = rotary.inverseFrequencies(1);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[first + i]).isCloseTo(expected[i], within(2e-7 * expected[i]));
    }
  }

  @Test
  void yarnRampsBetweenShortAndLongWavelengths() {
    String rope = "{'rope_type': 'yarn', 'factor': 4.0, 'original_max_position_embeddings': 64}";

    assertFrequencies(rotary(32, 1e4, 256, rope), 1, 0.47799012, 0.22135943, 0.097805366, 0.04);
    assertThat(scaling(256, rope).attentionFactor()).isCloseTo(1.138629436, within(1e-9));
  }

  @Test
  void yarnTakesItsMagnitudeFromTwoScalesAndNeedNotTruncate() {
    String rope =
        "{'rope_type': 'yarn', 'factor': 8.0, 'original_max_position_embeddings': 128,"
            + " 'mscale': 1.2, 'mscale_all_dim': 0.6, 'truncate': false}";

    assertFrequencies(rotary(32, 1e4, 1024, rope), 1, 0.46836933, 0.2105391, 0.088678285);
    assertThat(scaling(1024, rope).attentionFactor()).isCloseTo(1.110926573, within(1e-9));
  }

  @Test
  void yarnWithoutAFactorStretchesToTheModelsPositions() {
    assertThat(scaling(256, "{'type': 'yarn', 'original_max_position_embeddings': 64}"))
        .isEqualTo(
            scaling(
                256,
                "{'type': 'yarn', 'factor': 4.0, 'original_max_position_embeddings': 64,"
                    + " 'beta_fast': 32, 'beta_slow': 1, 'truncate': true}"));
  }

  @Test
  void llama3StretchesLongWavelengthsOnly() {
    assertFrequencies(
        rotary(
            16,
            5e5,
            512,
            "{'rope_type': 'llama3', 'factor': 8.0, 'low_freq_factor': 1.0,"
                + " 'high_freq_factor': 4.0, 'original_max_position_embeddings': 64}"),
        0,
        1,
        0.079403013,
        0.0047007538,
        0.00091158313);
  }

  @Test
  void linearDividesEveryFrequency() {
    float[] plain = rotary(16, 1e4, 64, "{'rope_type': 'default'}").inverseFrequencies(1);
    float[] linear =
        rotary(16, 1e4, 64, "{'rope_type': 'linear', 'factor': 4.0}").inverseFrequencies(1);

    for (int i = 0; i < plain.length; i++) {
      assertThat((double) plain[i]).isCloseTo(Math.pow(1e4, -2.0 * i / 16), within(1e-7));
      assertThat(linear[i]).isEqualTo(plain[i] / 4);
    }
  }

  @Test
  void dynamicGrowsTheBaseWithTheSequenceBeyondTheModelsPositions() {
    RotaryEmbedding dynamic = rotary(16, 1e4, 64, "{'rope_type': 'dynamic', 'factor': 4.0}");
    double base = 1e4 * Math.pow(4.0 * 96 / 64 - 3, 16.0 / 14);

    assertThat(dynamic.inverseFrequencies(64)).isEqualTo(dynamic.inverseFrequencies(1));
    for (int i = 0; i < 8; i++) {
      double expected = Math.pow(base, -2.0 * i / 16);
      assertThat((double) dynamic.inverseFrequencies(96)[i])
          .isCloseTo(expected, within(1e-6 * expected));
    }
  }

  @Test
  void anUnknownTypeIsAnsweredWithThoseKnown() {
    assertThatThrownBy(() -> scaling(64, "{'rope_type': 'spiral'}"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining("rope_type")
        .hasMessageContaining("one of default, linear, dynamic, llama3, yarn, longrope, proportional")
        .hasMessageContaining("spiral");
    assertThatThrownBy(() -> scaling(64, "{'rope_type': 'linear'}"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("factor");
  }

  /// R(new) k from R(old) k, for gaps as pruning leaves them, also where the sequence shrinks from
  /// beyond the model's positions.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'rope_type': 'default'}",
        "{'rope_type': 'linear', 'factor': 4.0}",
        "{'rope_type': 'dynamic', 'factor': 4.0}",
        "{'rope_type': 'llama3', 'factor': 8.0, 'low_freq_factor': 1.0, 'high_freq_factor': 4.0,"
            + " 'original_max_position_embeddings': 64}",
        "{'rope_type': 'yarn', 'factor': 4.0, 'original_max_position_embeddings': 64}",
      })
  void rotatingFurtherGivesTheKeysOfTheNewPositions(String rope) {
    RotaryEmbedding rotary = rotary(16, 1e4, 64, rope);
    SplittableRandom random = new SplittableRandom(11);
    int rows = 60;
    Positions from =
        Positions.sequence(200)
            .select(IntStream.range(0, 200).filter(i -> i % 10 < 3).limit(rows).toArray());
    Positions to = from.renumbered();
    assertThat(to.axis(0)).isEqualTo(LongStream.range(0, rows).toArray());
    float[] values = new float[2 * rows * 16];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-2, 2);
    }
    try (Scope scope = new Scope()) {
      Tensor keys = Tensors.of(values, CPU, 1, 2, rows, 16);
      Rotation old = rotary.at(from, ScalarType.Float, CPU);
      Rotation renewed = rotary.at(to, ScalarType.Float, CPU);
      Rotation moved = rotary.moved(from, to, ScalarType.Float, CPU);

      float[] expected = Tensors.toFloats(renewed.apply(keys));
      float[] found = Tensors.toFloats(moved.apply(old.apply(keys)));

      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  @Test
  void aRotationTurnsPairsOfFeaturesAndPassesTheRest() {
    try (Scope scope = new Scope()) {
      RotaryEmbedding rotary = rotary(4, 100, 64, "{'rope_type': 'default'}");
      Tensor x = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, CPU, 1, 1, 1, 6);

      float[] turned =
          Tensors.toFloats(rotary.at(Positions.single(3), ScalarType.Float, CPU).apply(x));

      double fast = 3;
      double slow = 3 / 10.0;
      double[] expected = {
        1 * Math.cos(fast) - 3 * Math.sin(fast),
        2 * Math.cos(slow) - 4 * Math.sin(slow),
        3 * Math.cos(fast) + 1 * Math.sin(fast),
        4 * Math.cos(slow) + 2 * Math.sin(slow),
        5,
        6
      };
      for (int i = 0; i < 6; i++) {
        assertThat((double) turned[i]).isCloseTo(expected[i], within(1e-6));
      }
    }
  }
}
