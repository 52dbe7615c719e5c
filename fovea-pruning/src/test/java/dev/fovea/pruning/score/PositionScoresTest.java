package dev.fovea.pruning.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionScoresTest {

  /// Numbers of the generator that `java.util.Random` specifies.
  @Test
  void randomScoresAreTheSameForTheSameSeedOnEveryMachine() {
    TokenScores scores = PositionScores.random(42, 3);

    assertThat(scores.toArray())
        .containsExactly(0.7275636800328681, 0.6832234717598454, 0.30871945533265976);
    assertThat(PositionScores.random(43, 3).toArray()).doesNotContain(scores.toArray());
    assertThat(scores.layer(1)).isEqualTo(TokenScores.UNDECIDED);
  }

  @Test
  void theNewestScoreHighest() {
    assertThat(PositionScores.recency(4).toArray()).containsExactly(0, 1, 2, 3);
  }
}
