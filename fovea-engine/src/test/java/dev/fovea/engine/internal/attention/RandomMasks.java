package dev.fovea.engine.internal.attention;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.Attention.Mask.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Two-way masks for property-style tests.
final class RandomMasks {
  private RandomMasks() {}

  /// Runs of any length, some at the ends and some side by side; half the masks have a window.
  static Mask.TwoWay twoWay(SplittableRandom random, int length) {
    List<Run> runs = new ArrayList<>();
    int longest = 1 + random.nextInt(length);
    int row = random.nextInt(3) == 0 ? 0 : random.nextInt(longest);
    while (row < length) {
      int end = Math.min(length, row + 1 + random.nextInt(longest));
      runs.add(new Run(row, end));
      row = end + (random.nextInt(3) == 0 ? 0 : random.nextInt(longest));
    }
    int window = random.nextBoolean() ? 0 : 1 + random.nextInt(1 + random.nextInt(length));
    return new Mask.TwoWay(window, runs);
  }

  /// The mask of the transposed problem, flipped along the sequence.
  static Mask.TwoWay mirrored(Mask.TwoWay mask, int length) {
    List<Run> runs =
        mask.runs().reversed().stream()
            .map(run -> new Run(length - run.end(), length - run.start()))
            .toList();
    return new Mask.TwoWay(mask.window(), runs);
  }
}
