package dev.fovea.pruning.score;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.pruning.Normalisation;
import dev.fovea.pruning.PruningPolicy;
import java.util.Arrays;
import java.util.Locale;

/// Folds the scores of layer after layer into one score a position, in memory linear in the prompt.
///
/// Per layer: divide by the counts where the policy normalises, pool over heads, then pool with the
/// layers before; at the end, smooth. All sums are accumulated in float64.
public final class ScoreFolding {

  private final PruningPolicy policy;
  private final double[] folded;
  private final double[] largest;
  private final int[] layers;
  private final int[] heads;
  private int layerCount;

  /// @param positions length of the prompt
  public ScoreFolding(PruningPolicy policy, int positions) {
    this.policy = policy;
    folded = new double[positions];
    largest = new double[positions];
    layers = new int[positions];
    heads = new int[positions];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
  }

  /// Adds one layer.
  ///
  /// @param layer its index in the model
  /// @param received `[heads][positions]`: what each position receives from the policy's queries,
  ///   or the last query's logits
  /// @param visible `[positions]`: how many of the queries may see the position under the mask of
  ///   this layer; what no query sees scores 0. Read only if the policy normalises by count.
  public void add(int layer, float[][] received, int[] visible) {
    for (float[] head : received) {
      if (head.length != folded.length) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "scores of layer %d: expected %d positions, found %d",
                layer,
                folded.length,
                head.length));
      }
    }
    for (int j = 0; j < folded.length; j++) {
      int top = 0;
      double sum = 0;
      for (int h = 0; h < received.length; h++) {
        sum += received[h][j];
        if (received[h][j] > received[top][j]) {
          top = h;
        }
      }
      double pooled =
          switch (policy.heads()) {
            case MAX -> received[top][j];
            case MEAN -> sum / received.length;
          };
      if (policy.normalise() == Normalisation.COUNT) {
        pooled = visible[j] == 0 ? 0 : pooled / visible[j];
      }
      folded[j] += pooled;
      if (!(pooled <= largest[j])) {
        largest[j] = pooled;
        layers[j] = layer;
        heads[j] = top;
      }
    }
    layerCount++;
  }

  /// The scores of all layers added so far.
  public TokenScores result() {
    if (layerCount == 0) {
      throw new FoveaException("no layer was scored: expected at least one");
    }
    double[] scores =
        switch (policy.layersPool()) {
          case MAX -> largest;
          case MEAN -> Arrays.stream(folded).map(sum -> sum / layerCount).toArray();
          case SUM -> folded;
        };
    return new TokenScores(Smoother.smooth(scores, policy.smooth()), layers.clone(), heads.clone());
  }
}
