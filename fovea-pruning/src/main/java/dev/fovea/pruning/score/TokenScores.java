package dev.fovea.pruning.score;

import dev.fovea.engine.error.FoveaException;
import java.util.Arrays;
import java.util.Locale;

/// One score for every position of a prompt, with the layer and head that decided it. Immutable.
public final class TokenScores {

  /// Stands for the layer and head of a score that no attention head decided.
  public static final int UNDECIDED = -1;

  private final double[] scores;
  private final int[] layers;
  private final int[] heads;

  /// @param scores one finite number a position, higher is more worth keeping
  /// @param layers the layer that decided, or [#UNDECIDED]
  /// @param heads the head that decided, or [#UNDECIDED]
  TokenScores(double[] scores, int[] layers, int[] heads) {
    for (int i = 0; i < scores.length; i++) {
      if (!Double.isFinite(scores[i])) {
        throw new FoveaException(
            String.format(
                    Locale.ROOT,
                    "score of position %d is %s: expected a finite number; the model's attention overflows in",
                    i,
                    scores[i])
                + " this dtype");
      }
    }
    this.scores = scores;
    this.layers = layers;
    this.heads = heads;
  }

  /// Scores that no attention head decided.
  public static TokenScores of(double... scores) {
    int[] undecided = new int[scores.length];
    Arrays.fill(undecided, UNDECIDED);
    return new TokenScores(scores.clone(), undecided, undecided);
  }

  /// Number of positions.
  public int size() {
    return scores.length;
  }

  /// The score of one position.
  public double score(int position) {
    return scores[position];
  }

  /// The layer that decided it: the one with the highest score where layers are pooled by maximum,
  /// else the one that gave most to it; the lower one of equals.
  public int layer(int position) {
    return layers[position];
  }

  /// The query head of that layer that decided it, in the same sense.
  public int head(int position) {
    return heads[position];
  }

  /// The sum of all scores.
  public double total() {
    return Arrays.stream(scores).sum();
  }

  /// A copy of the scores, by position.
  public double[] toArray() {
    return scores.clone();
  }
}
