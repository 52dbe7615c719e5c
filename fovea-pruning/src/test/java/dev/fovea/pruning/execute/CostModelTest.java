package dev.fovea.pruning.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.observe.PositionRule;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PruningPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostModelTest {

  private static final PruningPolicy RERUN = PruningPolicy.preset("paper");
  private static final PruningPolicy IN_FLIGHT =
      RERUN.withExecution(Execution.IN_FLIGHT, PositionRule.KEEP);

  /// Worked out by hand for 32 layers of which 10 are scored: visual tokens, text tokens, rate.
  @ParameterizedTest
  @CsvSource({
    "576, 500, 0.3, 1.173, 0.904, 0.861",
    "576, 1000, 0.3, 1.122, 0.869, 0.810",
    "576, 2500, 0.3, 1.069, 0.832, 0.756",
    "576, 2500, 0.5, 0.906, 0.721, 0.594",
    "2880, 2500, 0.3, 1.173, 0.904, 0.861",
    "2880, 8000, 0.3, 1.092, 0.848, 0.779",
    "2880, 8000, 0.5, 0.945, 0.747, 0.632",
  })
  void thePredictionsForThirtyTwoLayersOfWhichTenAreScored(
      int visual, int text, double rate, double rerun, double inFlight, double kv) {
    int prompt = visual + text;
    int kept = visual + text - (int) Math.floor(rate * text);
    LayerRange.Resolved scored = RERUN.layers().resolve(32);
    CostModel again = CostModel.of(RERUN, scored, 32, prompt, kept);
    CostModel flight = CostModel.of(IN_FLIGHT, scored, 32, prompt, kept);

    assertThat(again.prefillRatio()).isCloseTo(rerun, within(5e-4));
    assertThat(flight.prefillRatio()).isCloseTo(inFlight, within(5e-4));
    assertThat(again.kvBytesRatio()).isCloseTo(kv, within(6e-4)).isEqualTo(flight.kvBytesRatio());
  }

  @Test
  void layerTokensAreCountedExactly() {
    LayerRange.Resolved scored = new LayerRange.Resolved(2, 5);

    assertThat(CostModel.of(RERUN, scored, 8, 100, 70).layerTokens()).isEqualTo(5 * 100 + 8 * 70);
    assertThat(CostModel.of(IN_FLIGHT, scored, 8, 100, 70).layerTokens())
        .isEqualTo(5 * 100 + 3 * 70);
    assertThat(CostModel.of(RERUN, scored, 8, 100, 70).wholeLayerTokens()).isEqualTo(800);
  }

  @Test
  void aRandomDropIsChargedTheSamePassSoThatBaselinesCompareAtEqualCost() {
    LayerRange.Resolved scored = new LayerRange.Resolved(0, 3);

    assertThat(CostModel.of(PruningPolicy.preset("random"), scored, 9, 100, 70).prefillRatio())
        .isEqualTo((3 * 100 + 9 * 70) / 900.0);
  }
}
