package dev.fovea.engine.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What an observer sees against the attention that transformers recorded, `[heads][q][k]`.
class LayerViewTest {
  private static final double ATTENTION = 5e-5;
  private static final Fixtures.Reference REFERENCE = Fixtures.reference("llava", "one_image");

  private static Engine engine;

  @BeforeAll
  static void load() {
    engine = Fixtures.engine("llava");
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static void watch(Consumer<LayerView> check) {
    List<Integer> seen = new ArrayList<>();
    try (PreparedPrompt prompt = engine.prepare(Fixtures.prompt("llava", "one_image"))) {
      engine.observe(
          prompt,
          layer -> {
            seen.add(layer.index());
            check.accept(layer);
          },
          4);
    }
    assertThat(seen).containsExactly(0, 1, 2, 3);
  }

  private static double recorded(int layer, int head, int query, int key) {
    int n = (int) REFERENCE.shape("attention.layer" + layer)[2];
    return REFERENCE.floats("attention.layer" + layer)[(head * n + query) * n + key];
  }

  @Test
  void weightsAreTheRecordedOnes() {
    watch(view -> {
      int n = view.length();
      float[][][] weights = view.weights(IntStream.range(0, n).toArray());
      assertThat(n).isEqualTo(36);
      assertThat(weights[0]).hasDimensions(4, n);
      double worst = 0;
      for (int q = 0; q < n; q++) {
        for (int head = 0; head < 4; head++) {
          for (int k = 0; k < n; k++) {
            double difference = weights[q][head][k] - recorded(view.index(), head, q, k);
            worst = Math.max(worst, Math.abs(difference));
          }
        }
      }
      assertThat(worst).isLessThan(ATTENTION);
    });
  }

  @Test
  void receivedAttentionIsTheColumnSumOfTheRecordedWeights() {
    int[] some = {0, 7, 8, 22, 30, 35};
    watch(view -> {
      int n = view.length();
      float[][] all = view.receivedFromAll();
      float[][] part = view.receivedFrom(some);
      for (int head = 0; head < 4; head++) {
        for (int k = 0; k < n; k++) {
          double sum = 0;
          for (int q = 0; q < n; q++) {
            sum += recorded(view.index(), head, q, k);
          }
          double sumOfSome = 0;
          for (int q : some) {
            sumOfSome += recorded(view.index(), head, q, k);
          }
          assertThat((double) all[head][k]).isCloseTo(sum, within(1e-4 * (1 + sum)));
          assertThat((double) part[head][k]).isCloseTo(sumOfSome, within(1e-4 * (1 + sumOfSome)));
        }
      }
    });
  }

  @Test
  void entropiesAndSharesAreThoseOfTheRecordedWeights() {
    watch(view -> {
      int n = view.length();
      int[] labels = IntStream.range(0, n).map(row -> row % 3).toArray();
      float[][] entropies = view.entropies();
      float[][][] shares = view.shares(labels, 3);
      for (int head = 0; head < 4; head++) {
        for (int q = 0; q < n; q++) {
          double entropy = 0;
          double[] sums = new double[3];
          for (int k = 0; k < n; k++) {
            double weight = recorded(view.index(), head, q, k);
            entropy -= weight > 0 ? weight * Math.log(weight) : 0;
            sums[labels[k]] += weight;
          }
          assertThat((double) entropies[head][q]).isCloseTo(entropy, within(2e-4));
          for (int group = 0; group < 3; group++) {
            assertThat((double) shares[group][head][q]).isCloseTo(sums[group], within(ATTENTION));
          }
        }
      }
    });
  }

  @Test
  void softmaxOverTheVisibleLogitsOfARowGivesItsRecordedWeights() {
    watch(view -> {
      for (int query : new int[] {0, 20, 35}) {
        float[][] logits = view.logits(query);
        for (int head = 0; head < 4; head++) {
          double sum = 0;
          for (int k = 0; k <= query; k++) {
            sum += Math.exp(logits[head][k]);
          }
          for (int k = 0; k <= query; k++) {
            assertThat(Math.exp(logits[head][k]) / sum)
                .isCloseTo(recorded(view.index(), head, query, k), within(ATTENTION));
          }
        }
      }
    });
  }

  @Test
  void countsTheRowsThatSeeAKey() {
    watch(view -> {
      int[] visible = view.visibleFrom(new int[] {3, 9, 35});
      assertThat(IntStream.of(0, 3, 4, 9, 10, 35).map(k -> visible[k]))
          .containsExactly(3, 3, 2, 2, 1, 1);
    });
  }
}
