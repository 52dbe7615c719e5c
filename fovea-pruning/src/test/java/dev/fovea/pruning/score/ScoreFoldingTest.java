package dev.fovea.pruning.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.pruning.HeadPooling;
import dev.fovea.pruning.LayerPooling;
import dev.fovea.pruning.Normalisation;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreFoldingTest {

  private static final PruningPolicy PAPER = PruningPolicy.preset("paper");
  private static final int[] NOT_NORMALISED = {};

  /// Layer 4 and layer 7 of a model, two heads, three positions.
  private static final float[][] LAYER_4 = {{1, 6, 2}, {3, 5, 2}};

  private static final float[][] LAYER_7 = {{4, 1, 2}, {2, 9, 1}};

  @Test
  void theMaximumNamesTheLayerAndHeadThatItCameFromAndTheFirstOfEquals() {
    TokenScores scores = fold("heads=max", "layers-pool=max");

    assertThat(scores.toArray()).containsExactly(4, 9, 2);
    assertThat(deciders(scores)).containsExactly("7.0", "7.1", "4.0");
  }

  @Test
  void theMeanNamesTheLayerAndHeadThatGaveMost() {
    TokenScores scores = fold("heads=mean", "layers-pool=mean");

    assertThat(scores.toArray()).containsExactly(2.5, 5.25, 1.75);
    assertThat(deciders(scores)).containsExactly("7.0", "4.0", "4.0");
  }

  @Test
  void theSumOverLayersIsTheirMeanTimesTheirNumber() {
    assertThat(fold("heads=max", "layers-pool=sum").toArray()).containsExactly(7, 15, 4);
    assertThat(fold("heads=max", "layers-pool=mean").toArray()).containsExactly(3.5, 7.5, 2);
  }

  @Test
  void everySettingEqualsTheDirectComputationFromAttentionMatrices() {
    Random random = new Random(11);
    int n = 17;
    int[] queries = {3, 9, 10, 16};
    double[][][][] attention = causalAttention(random, 3, 4, n);
    for (Normalisation normalise : Normalisation.values()) {
      for (HeadPooling heads : HeadPooling.values()) {
        for (LayerPooling layers : LayerPooling.values()) {
          PruningPolicy policy =
              PAPER.toBuilder().normalise(normalise).heads(heads).layersPool(layers).build();
          ScoreFolding folding = new ScoreFolding(policy, n);
          for (int layer = 0; layer < 3; layer++) {
            folding.add(
                layer, received(attention[layer], queries), VisibleQueries.causal(queries, n));
          }

          assertThat(folding.result().toArray())
              .as("%s %s %s", normalise, heads, layers)
              .containsExactly(direct(attention, queries, policy), within(1e-6));
        }
      }
    }
  }

  @Test
  void withAllQueriesTheMeanHeadsScoresSumToTheNumberOfQueries() {
    int n = 23;
    int[] all = IntStream.range(0, n).toArray();
    double[][][][] attention = causalAttention(new Random(5), 1, 6, n);
    ScoreFolding folding = new ScoreFolding(PolicySettings.apply(PAPER, List.of("heads=mean")), n);
    folding.add(0, received(attention[0], all), NOT_NORMALISED);

    assertThat(folding.result().total()).isCloseTo(n, within(1e-4));
    assertThat(Arrays.stream(folding.result().toArray()).distinct().count()).isGreaterThan(20);
  }

  @Test
  void aThousandLayersAreSummedInFloat64() {
    ScoreFolding folding =
        new ScoreFolding(PolicySettings.apply(PAPER, List.of("layers-pool=sum")), 2);
    folding.add(0, new float[][] {{1e8f, 0}}, NOT_NORMALISED);
    for (int layer = 1; layer <= 1000; layer++) {
      folding.add(layer, new float[][] {{0.5f, 0.1f}}, NOT_NORMALISED);
    }

    assertThat(folding.result().score(0)).isEqualTo(1e8 + 500);
    assertThat(folding.result().score(1)).isCloseTo(1000 * (double) 0.1f, within(1e-10));
  }

  @Test
  void aPositionThatNoQuerySeesScoresZeroWhenNormalised() {
    ScoreFolding folding =
        new ScoreFolding(PolicySettings.apply(PAPER, List.of("normalise=count")), 3);
    int[] visible = VisibleQueries.causal(new int[] {0, 1}, 3);
    folding.add(0, new float[][] {{1.5f, 0.5f, 0}}, visible);

    assertThat(visible).containsExactly(2, 1, 0);
    assertThat(folding.result().toArray()).containsExactly(0.75, 0.5, 0);
  }

  @Test
  void aSlidingWindowHidesWhatLiesTooFarBack() {
    int[] queries = {2, 3, 5};
    int[] visible = VisibleQueries.sliding(queries, 6, 2);

    assertThat(visible).containsExactly(0, 1, 2, 1, 1, 1);
    assertThat(VisibleQueries.sliding(queries, 6, 99))
        .containsExactly(VisibleQueries.causal(queries, 6))
        .containsExactly(3, 3, 3, 2, 1, 1);
  }

  @Test
  void brokenScoresAreRefused() {
    ScoreFolding folding = new ScoreFolding(PAPER, 3);
    assertThatThrownBy(folding::result).hasMessageStartingWith("no layer was scored");
    assertThatThrownBy(() -> folding.add(5, new float[][] {{1, 2}}, NOT_NORMALISED))
        .hasMessage("scores of layer 5: expected 3 positions, found 2");
    folding.add(0, new float[][] {{1, Float.NaN, 2}}, NOT_NORMALISED);
    assertThatThrownBy(folding::result).hasMessageStartingWith("score of position 1 is NaN");
  }

  private static TokenScores fold(String... settings) {
    ScoreFolding folding = new ScoreFolding(PolicySettings.apply(PAPER, List.of(settings)), 3);
    folding.add(4, LAYER_4, NOT_NORMALISED);
    folding.add(7, LAYER_7, NOT_NORMALISED);
    return folding.result();
  }

  private static List<String> deciders(TokenScores scores) {
    return IntStream.range(0, scores.size())
        .mapToObj(i -> scores.layer(i) + "." + scores.head(i))
        .toList();
  }

  /// `[layers][heads][n][n]`, rows of a causal softmax.
  private static double[][][][] causalAttention(Random random, int layers, int heads, int n) {
    double[][][][] attention = new double[layers][heads][n][n];
    for (double[][][] layer : attention) {
      for (double[][] head : layer) {
        for (int i = 0; i < n; i++) {
          double sum = 0;
          for (int j = 0; j <= i; j++) {
            head[i][j] = Math.exp(2 * random.nextGaussian());
            sum += head[i][j];
          }
          for (int j = 0; j <= i; j++) {
            head[i][j] /= sum;
          }
        }
      }
    }
    return attention;
  }

  private static float[][] received(double[][][] layer, int[] queries) {
    float[][] received = new float[layer.length][layer[0].length];
    for (int h = 0; h < layer.length; h++) {
      for (int j = 0; j < received[h].length; j++) {
        received[h][j] = (float) column(layer[h], queries, j);
      }
    }
    return received;
  }

  private static double column(double[][] head, int[] queries, int key) {
    return Arrays.stream(queries).mapToDouble(i -> head[i][key]).sum();
  }

  /// The definition of the score, one position at a time.
  private static double[] direct(double[][][][] attention, int[] queries, PruningPolicy policy) {
    return IntStream.range(0, attention[0][0].length)
        .mapToDouble(j -> {
          long visible = Arrays.stream(queries).filter(i -> i >= j).count();
          double divisor = policy.normalise() == Normalisation.COUNT ? visible : 1;
          double[] perLayer =
              Arrays.stream(attention)
                  .mapToDouble(layer -> {
                    double[] perHead =
                        Arrays.stream(layer)
                            .mapToDouble(head -> column(head, queries, j) / divisor)
                            .toArray();
                    return policy.heads() == HeadPooling.MAX
                        ? Arrays.stream(perHead).max().orElseThrow()
                        : Arrays.stream(perHead).average().orElseThrow();
                  })
                  .toArray();
          return switch (policy.layersPool()) {
            case MAX -> Arrays.stream(perLayer).max().orElseThrow();
            case MEAN -> Arrays.stream(perLayer).average().orElseThrow();
            case SUM -> Arrays.stream(perLayer).sum();
          };
        })
        .toArray();
  }
}
