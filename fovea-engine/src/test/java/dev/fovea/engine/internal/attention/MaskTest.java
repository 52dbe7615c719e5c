package dev.fovea.engine.internal.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.Attention.Mask.Run;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The bounds of masks against their definitions, and against tables that transformers 5.18 made.
class MaskTest {
  /// Rows 2 to 7 and 9 to 10 of 12 are two images.
  private static final List<Run> IMAGES = List.of(new Run(2, 8), new Run(9, 11));

  @Test
  void rowsOfAnImageSeeItsEnd() {
    // modeling_gemma3.create_masks_for_vision_model, "full_attention".
    assertThat(table(new Mask.TwoWay(0, IMAGES), 12))
        .containsExactly(
            "x...........",
            "xx..........",
            "xxxxxxxx....",
            "xxxxxxxx....",
            "xxxxxxxx....",
            "xxxxxxxx....",
            "xxxxxxxx....",
            "xxxxxxxx....",
            "xxxxxxxxx...",
            "xxxxxxxxxxx.",
            "xxxxxxxxxxx.",
            "xxxxxxxxxxxx");
  }

  @Test
  void aWindowEndsTheViewBackwardsInsideAnImageToo() {
    // The same, "sliding_attention" with sliding_window=4.
    assertThat(table(new Mask.TwoWay(4, IMAGES), 12))
        .containsExactly(
            "x...........",
            "xx..........",
            "xxxxxxxx....",
            "xxxxxxxx....",
            ".xxxxxxx....",
            "..xxxxxx....",
            "...xxxxx....",
            "....xxxx....",
            ".....xxxx...",
            "......xxxxx.",
            ".......xxxx.",
            "........xxxx");
  }

  @Test
  void boundsFollowTheDefinitionAndNeverFall() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 200; trial++) {
      int length = 1 + random.nextInt(40);
      Mask mask = RandomMasks.twoWay(random, length);
      for (int i = 0; i < length; i++) {
        int row = i;
        int[] seen =
            IntStream.range(0, length).filter(j -> ExplicitAttention.sees(mask, row, j)).toArray();
        assertThat(seen[0]).as("%s, row %d", mask, row).isEqualTo(mask.firstSeen(row));
        assertThat(seen[seen.length - 1]).isEqualTo(mask.lastSeen(row, length));
        assertThat(seen).hasSize(mask.lastSeen(row, length) - mask.firstSeen(row) + 1);
        if (row > 0) {
          assertThat(mask.firstSeen(row)).isGreaterThanOrEqualTo(mask.firstSeen(row - 1));
          assertThat(mask.lastSeen(row, length))
              .isGreaterThanOrEqualTo(mask.lastSeen(row - 1, length));
        }
      }
    }
  }

  @Test
  void aMaskIsItsOwnTransposeWithTheRunsMirrored() {
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 200; trial++) {
      int length = 1 + random.nextInt(40);
      Mask.TwoWay mask = RandomMasks.twoWay(random, length);
      Mask mirrored = RandomMasks.mirrored(mask, length);
      for (int i = 0; i < length; i++) {
        for (int j = 0; j < length; j++) {
          assertThat(ExplicitAttention.sees(mirrored, length - 1 - j, length - 1 - i))
              .isEqualTo(ExplicitAttention.sees(mask, i, j));
        }
      }
    }
  }

  @Test
  void rowsWithoutAGapAreOneRun() {
    assertThat(Run.of(new int[] {2, 3, 4, 7, 9, 10}))
        .containsExactly(new Run(2, 5), new Run(7, 8), new Run(9, 11));
    assertThat(Run.of(new int[] {5})).containsExactly(new Run(5, 6));
    assertThat(Run.of(new int[] {})).isEmpty();
  }

  @Test
  void aRunMayReachBeyondTheKeys() {
    assertThat(new Mask.TwoWay(0, List.of(new Run(2, 9))).lastSeen(3, 6)).isEqualTo(5);
  }

  @Test
  void rejectsRunsThatAreEmptyOrOverlapOrAreOutOfOrder() {
    assertThatThrownBy(() -> new Run(3, 3)).hasMessageContaining("found [3, 3)");
    assertThatThrownBy(() -> new Run(-1, 3)).hasMessageContaining("found [-1, 3)");
    assertThatThrownBy(() -> new Mask.TwoWay(0, List.of(new Run(0, 4), new Run(3, 5))))
        .hasMessageContaining("expected ascending, disjoint runs");
    assertThatThrownBy(() -> new Mask.TwoWay(0, List.of(new Run(6, 8), new Run(3, 5))))
        .hasMessageContaining("expected ascending, disjoint runs");
    assertThatThrownBy(() -> new Mask.TwoWay(-1, List.of())).hasMessageContaining("found -1");
  }

  private static List<String> table(Mask mask, int length) {
    return IntStream.range(0, length)
        .mapToObj(i ->
            IntStream.range(0, length)
                .mapToObj(j -> mask.firstSeen(i) <= j && j <= mask.lastSeen(i, length) ? "x" : ".")
                .collect(Collectors.joining()))
        .toList();
  }
}
