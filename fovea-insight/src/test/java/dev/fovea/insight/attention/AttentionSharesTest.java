package dev.fovea.insight.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.insight.reading.KeyGroup;
import dev.fovea.insight.reading.PrunedReading;
import dev.fovea.insight.reading.RecordedCase;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PruningPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Shares against the attention that transformers recorded, and against weights written out.
public class AttentionSharesTest {
  private static final double TOLERANCE = 5e-5;

  public static List<RecordedCase> recorded() {
    return RecordedCase.named("one_image").stream()
        .filter(one -> one.tensor("attention.layer0").isPresent())
        .toList();
  }

  @Test
  void recordsAreFound() {
    assertThat(recorded()).extracting(RecordedCase::model).contains("llava", "internvl");
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void sharesAreSumsOfTheRecordedAttention(RecordedCase recorded) {
    try (Engine engine = recorded.engine();
        PreparedPrompt prompt = recorded.prepare(engine)) {
      PromptLayout layout = prompt.layout();
      AttentionShares shares = AttentionShares.measure(engine, prompt, Optional.empty());

      assertThat(shares.pruned()).isEmpty();
      assertThat(shares.whole()).hasSize(engine.info().layers());
      assertThat(shares.keys().values().stream().mapToInt(Integer::intValue).sum())
          .isEqualTo(layout.size());
      for (AttentionShares.Layer layer : shares.whole()) {
        float[] attention = recorded.tensor("attention.layer" + layer.layer()).orElseThrow();
        layer
            .heads()
            .forEach((asking, heads) -> {
              int[] rows = asking.rows(layout);
              assertThat(layer.rows().get(asking)).isEqualTo(rows.length);
              for (int head = 0; head < heads.size(); head++) {
                double[] expected = new double[KeyGroup.values().length];
                for (int row : rows) {
                  for (int key = 0; key < layout.size(); key++) {
                    int group = KeyGroup.of(layout.tokens().get(key).role()).ordinal();
                    int place = (head * layout.size() + row) * layout.size() + key;
                    expected[group] += (double) attention[place] / rows.length;
                  }
                }
                requireClose(heads.get(head), expected);
              }
            });
      }
    }
  }

  private static void requireClose(Map<KeyGroup, Double> found, double[] expected) {
    assertThat(found.values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(1, within(1e-6));
    for (KeyGroup group : KeyGroup.values()) {
      assertThat(found.get(group)).isCloseTo(expected[group.ordinal()], within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void aPrunedPromptIsMeasuredAsItIsRead(Execution execution) {
    RecordedCase recorded = new RecordedCase("llava", "one_image_long");
    PruningPolicy policy =
        PruningPolicy.preset("mean").withRate(0.5).withExecution(execution, PositionRule.RENUMBER);
    try (Engine engine = recorded.engine();
        PreparedPrompt prompt = recorded.prepareWithContext(engine)) {
      AttentionShares shares = AttentionShares.measure(engine, prompt, Optional.of(policy));
      PrunedReading reading = PrunedReading.of(engine, prompt, policy);
      List<double[]> expected = new ArrayList<>();
      reading.observe(
          engine,
          prompt,
          view -> {
            float[][] weights = view.weights(new int[] {view.length() - 1})[0];
            double[] sums = new double[KeyGroup.values().length];
            for (float[] head : weights) {
              for (int key = 0; key < head.length; key++) {
                int group = KeyGroup.of(view.layout().tokens().get(key).role()).ordinal();
                sums[group] += (double) head[key] / weights.length;
              }
            }
            expected.add(sums);
          });

      assertThat(reading.drops()).isTrue();
      assertThat(shares.pruned()).hasSize(engine.info().layers());
      for (AttentionShares.Layer layer : shares.pruned()) {
        requireClose(layer.mean(RowGroup.LAST), expected.get(layer.layer()));
        int text = layer.rows().getOrDefault(RowGroup.TEXT, 0);
        int visual = shares.keys().getOrDefault(KeyGroup.VISUAL, 0);
        int rows =
            layer.layer() < shares.pruning().orElseThrow().firstLayer()
                ? prompt.length()
                : reading.kept().length;
        assertThat(text).isEqualTo(rows - visual);
      }
      assertThat(Arrays.stream(expected.getLast()).sum()).isCloseTo(1, within(1e-5));
    }
  }
}
