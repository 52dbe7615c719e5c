package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.train.learn.StepSettings;
import dev.fovea.train.recipe.Stage.Bucket;
import dev.fovea.train.recipe.Stage.Schedule;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StageTest {
  @Test
  void theRateRisesInAStraightLineAndFallsAlongACosine() {
    Schedule schedule = new Schedule(4, 0.1);

    double[] factors = IntStream.range(0, 14).mapToDouble(i -> schedule.factor(i, 14)).toArray();

    double[] expected = new double[14];
    for (int i = 0; i < 4; i++) {
      expected[i] = 0.25 * (i + 1);
    }
    for (int i = 0; i < 10; i++) {
      expected[4 + i] = 0.1 + 0.9 * Math.pow(Math.cos(Math.PI * (i + 1) / 20), 2);
    }
    assertThat(factors).containsExactly(expected, within(1e-12));
    assertThat(factors[8]).isCloseTo(0.55, within(1e-12));
    assertThat(factors[13]).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void aRateThatIsNotToFallStays() {
    Schedule schedule = new Schedule(0, 1);

    assertThat(IntStream.range(0, 9).mapToDouble(i -> schedule.factor(i, 9))).containsOnly(1.0);
  }

  @Test
  void aStepTakesItsShareOfTheRateAndTheRestOfTheSettings() {
    Stage stage = TinyRecipe.recipe().stages().getLast();

    assertThat(stage.settings(0)).isEqualTo(new StepSettings(0.002, 0.01, 1, 0.2, 0.2));
    assertThat(stage.settings(4).learningRate()).isCloseTo(0.0002, within(1e-12));
  }

  @Test
  void bucketsAreDrawnByTheirShares() {
    Stage stage = TinyRecipe.recipe().stages().getLast();
    SplittableRandom random = new SplittableRandom(5);
    Bucket first = stage.buckets().getFirst();

    long found = IntStream.range(0, 20_000).filter(_ -> stage.draw(random).equals(first)).count();

    // Three of four, up to four deviations.
    assertThat(found / 20_000.0).isCloseTo(0.75, within(4 * Math.sqrt(0.75 * 0.25 / 20_000)));
  }
}
