package dev.fovea.engine.internal.model.rope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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

  private static final String LONG_ROPE =
      "{'rope_type': 'longrope', 'original_max_position_embeddings': 100,"
          + " 'short_factor': [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7],"
          + " 'long_factor': [1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0]%s}";

  @Test
  void longRopeTakesOtherFactorsForSequencesBeyondTheOriginalLength() {
    RotaryEmbedding rope =
        rotary(16, 1e4, 4096, String.format(Locale.ROOT, LONG_ROPE, ", 'factor': 4.0"));
    double[] upTo = {1, 0.287479758, 0.0833333358, 0.0243252143, 0.00714285718, 0.00210818532};
    double[] beyond = {1, 0.210818499, 0.0500000007, 0.0126491114, 0.00333333341, 0.000903507927};

    for (int i = 0; i < upTo.length; i++) {
      assertThat((double) rope.inverseFrequencies(100)[i])
          .isCloseTo(upTo[i], within(2e-7 * upTo[i]));
      assertThat((double) rope.inverseFrequencies(101)[i])
          .isCloseTo(beyond[i], within(2e-7 * beyond[i]));
    }
  }

  @Test
  void longRopeScalesAttentionByHowFarItStretches() {
    assertThat(
            scaling(4096, String.format(Locale.ROOT, LONG_ROPE, ", 'factor': 4.0"))
                .attentionFactor())
        .isCloseTo(1.1406270186454384, within(1e-15));
    assertThat(scaling(4096, String.format(Locale.ROOT, LONG_ROPE, "")).attentionFactor())
        .isCloseTo(1.343941953353599, within(1e-15));
    assertThat(scaling(100, String.format(Locale.ROOT, LONG_ROPE, "")).attentionFactor())
        .isEqualTo(1);
    assertThat(
            scaling(4096, String.format(Locale.ROOT, LONG_ROPE, ", 'attention_factor': 0.7"))
                .attentionFactor())
        .isEqualTo(0.7);
  }

  @Test
  void proportionalTurnsTheFirstShareOfTheFrequencies() {
    RotaryEmbedding rope =
        rotary(
            16,
            1e4,
            64,
            "{'rope_type': 'proportional', 'factor': 2.0, 'partial_rotary_factor': 0.3}");

    assertThat(rope.inverseFrequencies(1)).containsExactly(0.5f, 0.158113882f, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void anUnknownTypeIsAnsweredWithThoseKnown() {
    assertThatThrownBy(() -> scaling(64, "{'rope_type': 'spiral'}"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining("rope_type")
        .hasMessageContaining(
            "one of default, linear, dynamic, llama3, yarn, longrope, proportional")
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

  /// A prompt of text, a picture and text, of which some text is dropped.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keysMoveOnThreeAxesToo(boolean interleaved) {
    RotaryEmbedding rotary =
        new RotaryEmbedding(
            new RopeConfig(16, 1e4, 64, new RopeScaling.Default(), List.of(2, 3, 3), interleaved));
    Positions from =
        PositionsTest.onGrids("tttvvvvvvttt", new Grid(2, 3))
            .select(new int[] {0, 2, 3, 4, 5, 6, 7, 8, 11});
    Positions to = from.renumbered();
    SplittableRandom random = new SplittableRandom(23);
    float[] values = new float[from.size() * 16];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-2, 2);
    }
    try (Scope scope = new Scope()) {
      Tensor keys = Tensors.of(values, CPU, 1, 1, from.size(), 16);
      Rotation moved = rotary.moved(from, to, ScalarType.Float, CPU);
      float[] expected = Tensors.toFloats(rotary.at(to, ScalarType.Float, CPU).apply(keys));
      float[] found =
          Tensors.toFloats(moved.apply(rotary.at(from, ScalarType.Float, CPU).apply(keys)));

      assertThat(to.axis(1)).isNotEqualTo(from.axis(1));
      assertThat(to.axis(1)).isNotEqualTo(to.axis(2));
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
