package dev.fovea.engine.internal.model.rope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Numbers as `get_rope_index` of transformers 5.18 gives them.
class PositionsTest {

  /// `t` for text, `v` for a visual token.
  private static PromptLayout layout(String rows) {
    List<Token> tokens =
        rows.chars()
            .mapToObj(
                row -> new Token(1, row == 'v' ? TokenRole.VISUAL : TokenRole.CONTEXT, 0, 0, 0))
            .toList();
    return new PromptLayout("", tokens);
  }

  static Positions onGrids(String rows, Grid... grids) {
    return Positions.onGrids(layout(rows), List.of(grids));
  }

  private static void assertAxes(
      Positions positions, List<Long> time, List<Long> height, List<Long> width) {
    assertThat(positions.axis(0)).containsExactly(time.toArray(Long[]::new));
    assertThat(positions.axis(1)).containsExactly(height.toArray(Long[]::new));
    assertThat(positions.axis(2)).containsExactly(width.toArray(Long[]::new));
  }

  private static List<Long> longs(long... values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  @Test
  void aPictureSpreadsItsGridAndTextGoesOnPastItsLongerSide() {
    Positions positions = Positions.onGrids(layout("ttvvvvvvtt"), List.of(new Grid(2, 3)));

    assertAxes(
        positions,
        longs(0, 1, 2, 2, 2, 2, 2, 2, 5, 6),
        longs(0, 1, 2, 2, 2, 3, 3, 3, 5, 6),
        longs(0, 1, 2, 3, 4, 2, 3, 4, 5, 6));
    assertThat(positions.next()).isEqualTo(7);
  }

  @Test
  void renumberingClosesTheGapsInTextAndMovesPicturesWhole() {
    Positions positions =
        Positions.onGrids(layout("ttvvtvvvvt"), List.of(new Grid(2, 1), new Grid(1, 4)));
    Positions kept = positions.select(new int[] {1, 2, 3, 5, 6, 7, 8, 9});

    assertAxes(
        kept.renumbered(),
        longs(0, 1, 1, 3, 3, 3, 3, 7),
        longs(0, 1, 2, 3, 3, 3, 3, 7),
        longs(0, 1, 1, 3, 4, 5, 6, 7));
    assertThat(kept.next()).isEqualTo(positions.next());
    assertThat(kept.renumbered().next()).isEqualTo(8);
  }

  @Test
  void theGridOfAPictureThatLostTokensStaysWhole() {
    Positions positions = Positions.onGrids(layout("tvvvvt"), List.of(new Grid(2, 2)));
    Positions kept = positions.select(new int[] {0, 2, 3, 5});

    assertAxes(kept.renumbered(), longs(0, 1, 1, 3), longs(0, 1, 2, 3), longs(0, 2, 1, 3));
  }

  @Test
  void onOneAxisRenumberingCounts() {
    Positions kept = Positions.sequence(6).select(new int[] {1, 4, 5});

    assertThat(kept.axis(0)).containsExactly(1, 4, 5);
    assertThat(kept.next()).isEqualTo(6);
    assertThat(kept.renumbered().axis(0)).containsExactly(0, 1, 2);
    assertThat(kept.axis(2)).containsExactly(1, 4, 5);
  }
}
