package dev.fovea.insight.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.insight.attention.AttentionSharesTest;
import dev.fovea.insight.entropy.RowEntropy.Prediction;
import dev.fovea.insight.reading.PrunedReading;
import dev.fovea.insight.reading.RecordedCase;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PruningPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Entropies against the attention that transformers recorded and against weights written out, and
/// theory's prediction against the pruned run.
class RowEntropyTest {
  private static final PruningPolicy POLICY = PruningPolicy.preset("mean").withRate(0.5);

  /// Their second layer has a window shorter than the prompt.
  private static final List<String> WINDOWED =
      List.of("gemma3", "variants/mistral-window-yarn", "variants/qwen3-bias-window");

  static List<RecordedCase> recorded() {
    return AttentionSharesTest.recorded();
  }

  static List<RecordedCase> longPrompts() {
    return RecordedCase.named("one_image_long");
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void entropiesAreThoseOfTheRecordedAttention(RecordedCase recorded) {
    try (Engine engine = recorded.engine();
        PreparedPrompt prompt = recorded.prepare(engine)) {
      int n = prompt.length();
      RowEntropy found = RowEntropy.measure(engine, prompt, Optional.empty());

      assertThat(found.pruning()).isEmpty();
      assertThat(found.whole()).hasSize(engine.info().layers());
      for (RowEntropy.Layer layer : found.whole()) {
        float[] attention = recorded.tensor("attention.layer" + layer.layer()).orElseThrow();
        int heads = attention.length / n / n;
        layer
            .nats()
            .forEach((group, nats) -> {
              int[] rows = group.rows(prompt.layout());
              double expected = 0;
              for (int head = 0; head < heads; head++) {
                for (int row : rows) {
                  for (int key = 0; key < n; key++) {
                    expected += part(attention[(head * n + row) * n + key]);
                  }
                }
              }
              assertThat(layer.rows().get(group)).isEqualTo(rows.length);
              assertThat(nats).isCloseTo(expected / heads / rows.length, within(2e-4));
            });
      }
    }
  }

  private static double part(double weight) {
    return weight > 0 ? -weight * Math.log(weight) : 0;
  }

  /// At the first pruned layer every surviving weight is its old one divided by 1 - m.
  @ParameterizedTest
  @MethodSource("longPrompts")
  void theFirstPrunedLayerIsAsPredicted(RecordedCase recorded) {
    try (Engine engine = recorded.engine();
        PreparedPrompt prompt = recorded.prepareWithContext(engine)) {
      RowEntropy found = RowEntropy.measure(engine, prompt, Optional.of(POLICY));
      RowEntropy.Pruned pruned = found.pruning().orElseThrow();

      assertThat(pruned.run().execution()).isEqualTo(Execution.IN_FLIGHT);
      if (WINDOWED.contains(recorded.model())) {
        assertThat(pruned.predictions()).isEmpty();
      } else {
        assertThat(pruned.predictions())
            .extracting(Prediction::asking)
            .containsExactly(RowGroup.LAST, RowGroup.QUESTION);
      }
      for (Prediction prediction : pruned.predictions()) {
        assertThat(prediction.layer()).isEqualTo(pruned.run().firstLayer());
        assertThat(prediction.droppedMass()).isBetween(1e-4, 0.9);
        assertThat(prediction.largestError()).isLessThan(2e-5);
        assertThat(prediction.measuredVisualShare())
            .isCloseTo(prediction.predictedVisualShare(), within(1e-5))
            .isGreaterThan(prediction.visualShare());
        assertThat(prediction.measuredEntropy())
            .isCloseTo(prediction.predictedEntropy(), within(3e-5));
        RowEntropy.Layer before = pruned.sameRows().get(prediction.layer());
        assertThat(before.nats().get(prediction.asking()))
            .isCloseTo(prediction.entropy(), within(3e-5));
        RowEntropy.Layer after = pruned.layers().get(prediction.layer());
        assertThat(after.nats().get(prediction.asking()))
            .isCloseTo(prediction.measuredEntropy(), within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("longPrompts")
  void thePrunedLayersAreThoseOfWeightsWrittenOut(RecordedCase recorded) {
    try (Engine engine = recorded.engine();
        PreparedPrompt prompt = recorded.prepareWithContext(engine)) {
      RowEntropy.Pruned pruned =
          RowEntropy.measure(engine, prompt, Optional.of(POLICY)).pruning().orElseThrow();
      PrunedReading reading =
          PrunedReading.of(
              engine, prompt, POLICY.withExecution(Execution.IN_FLIGHT, PositionRule.KEEP));
      List<Double> expected = new ArrayList<>();
      reading.observe(engine, prompt, view -> expected.add(entropyOfSurvivors(view, reading)));

      assertThat(pruned.layers()).hasSize(expected.size());
      for (RowEntropy.Layer layer : pruned.layers()) {
        assertThat(layer.rows().get(RowGroup.ALL)).isEqualTo(reading.kept().length);
        assertThat(layer.nats().get(RowGroup.ALL))
            .isCloseTo(expected.get(layer.layer()), within(3e-5));
      }
      int first = pruned.run().firstLayer();
      assertThat(pruned.layers().subList(0, first)).isEqualTo(pruned.sameRows().subList(0, first));
    }
  }

  private static double entropyOfSurvivors(LayerView view, PrunedReading reading) {
    boolean whole = view.layout().size() == reading.stays().length;
    int[] rows = whole ? reading.kept() : IntStream.range(0, view.length()).toArray();
    double sum = 0;
    float[][][] weights = view.weights(rows);
    for (float[][] row : weights) {
      for (float[] head : row) {
        for (float weight : head) {
          sum += part(weight) / row.length / rows.length;
        }
      }
    }
    return sum;
  }
}
