package dev.fovea.engine.internal.model.tower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.image.Grid;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Orders worked out by hand, as `get_window_index` of transformers 5.18 has them.
class VisionWindowsTest {

  @Test
  void windowsAreCutFromTheUpperLeftCornerAndWhatIsLeftOverIsSmaller() {
    VisionWindows windows = VisionWindows.of(new Grid(3, 5), 2);

    assertThat(windows.order()).containsExactly(0, 1, 5, 6, 2, 3, 7, 8, 4, 9, 10, 11, 12, 13, 14);
    assertThat(windows.sizes()).containsExactly(4, 4, 2, 2, 2, 1);
  }

  @Test
  void patchesOfATokenStayTogether() {
    assertThat(VisionWindows.of(new Grid(2, 2), 1).patches(4))
        .containsExactly(IntStream.range(0, 16).toArray());
    assertThat(VisionWindows.of(new Grid(2, 3), 2).patches(2))
        .containsExactly(0, 1, 2, 3, 6, 7, 8, 9, 4, 5, 10, 11);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 4", "4, 4, 2", "7, 3, 3", "5, 9, 4"})
  void placesLeadBackToTheOrderOfThePicture(int rows, int columns, int side) {
    VisionWindows windows = VisionWindows.of(new Grid(rows, columns), side);
    int[] places = windows.places();

    assertThat(IntStream.of(places).map(place -> windows.order()[place]).toArray())
        .containsExactly(IntStream.range(0, rows * columns).toArray());
    assertThat(windows.sizes().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(rows * columns);
  }
}
