package dev.fovea.pruning.score;

import java.util.Random;
import java.util.stream.IntStream;

/// Scores that need no model: the controls that any method has to beat.
public final class PositionScores {

  private PositionScores() {}

  /// Independent uniform numbers, the same for the same seed on every machine.
  public static TokenScores random(long seed, int positions) {
    return TokenScores.of(new Random(seed).doubles(positions).toArray());
  }

  /// Later positions score higher.
  public static TokenScores recency(int positions) {
    return TokenScores.of(IntStream.range(0, positions).asDoubleStream().toArray());
  }
}
