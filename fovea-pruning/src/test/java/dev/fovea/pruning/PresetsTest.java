package dev.fovea.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetsTest {

  @Test
  void thePaperScoresAllQueriesByTheMaximumOverHeadsAndTheFirstTenLayers() {
    assertThat(PolicySettings.toMap(PruningPolicy.preset("paper")).entrySet())
        .extracting(Object::toString)
        .containsExactly(
            "scorer=attention",
            "seed=0",
            "layers=0..10,at-most-1/3",
            "queries=all",
            "normalise=none",
            "heads=max",
            "layers-pool=max",
            "smooth=none",
            "rate=0.3",
            "unit=token",
            "unit-pool=max",
            "what=text",
            "protect-first=0",
            "protect-last=4",
            "protect=",
            "protect-spans=",
            "min-text=0",
            "flat=keep",
            "execution=rerun",
            "positions=renumber");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mean | heads=mean layers-pool=mean",
        "random | scorer=random",
        "recency | scorer=recency",
        "last-token | queries=last",
        "gemfilter | scorer=logits layers=13/32 queries=last heads=mean layers-pool=mean smooth=avg-5",
        "snapkv | layers=0..100% queries=last-32 heads=mean layers-pool=mean smooth=avg-5"
            + " protect-last=32",
        "h2o | layers=0..100% normalise=count heads=mean layers-pool=mean",
        "fastv | layers=1 queries=last heads=mean layers-pool=mean rate=0.5 what=visual"
            + " execution=in-flight positions=keep",
      })
  void aSiblingDiffersFromThePaperInItsOwnSettingsOnly(String name, String settings) {
    assertThat(PruningPolicy.preset(name))
        .isEqualTo(
            PolicySettings.apply(PruningPolicy.preset("paper"), List.of(settings.split(" "))));
  }

  @Test
  void anUnknownPresetIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> PruningPolicy.preset("papper"))
        .hasMessage(
            "unknown preset 'papper': did you mean 'paper'? known: paper, mean, random, recency,"
                + " last-token, gemfilter, snapkv, h2o, fastv");
  }

  @ParameterizedTest
  @CsvSource({
    "'0..10,at-most-1/3', 1, 0, 1",
    "'0..10,at-most-1/3', 2, 0, 1",
    "'0..10,at-most-1/3', 3, 0, 1",
    "'0..10,at-most-1/3', 24, 0, 8",
    "'0..10,at-most-1/3', 30, 0, 10",
    "'0..10,at-most-1/3', 32, 0, 10",
    "'0..10,at-most-1/3', 80, 0, 10",
    "0..33%, 24, 0, 7",
    "0..1/3, 24, 0, 8",
    "0..33%, 2, 0, 1",
    "1/4..1/2, 32, 8, 16",
    "0..100%, 28, 0, 28",
    "13/32, 32, 13, 14",
    "13/32, 40, 16, 17",
    "100%, 24, 23, 24",
    "0..10, 32, 0, 10",
    "1, 2, 1, 2",
  })
  void layersAreResolvedToTheDepthOfTheModel(String text, int depth, int from, int to) {
    assertThat(LayerRange.parse(text).resolve(depth)).isEqualTo(new LayerRange.Resolved(from, to));
  }

  @Test
  void layersThatTheModelLacksAreToldWithItsDepth() {
    assertThatThrownBy(() -> LayerRange.parse("0..10").resolve(6))
        .hasMessage(
            "layers=0..10: the model has 6 layers, 0 to 5; expected FROM..TO with TO at most 6, as layer TO is left out");
    assertThatThrownBy(() -> PruningPolicy.preset("fastv").layers().resolve(1))
        .hasMessage("layers=1: the model has one layer, 0; expected one of them");
  }

  @Test
  void aScheduleHoldsTheRateOfTheLastLengthReached() {
    Budget.Schedule schedule = Budget.parseSchedule("500:0.1,1000:0.3");

    assertThat(List.of(0, 499, 500, 999, 1000, 9000))
        .extracting(schedule::rateFor)
        .containsExactly(0.0, 0.0, 0.1, 0.1, 0.3, 0.3);
  }

  @Test
  void aRateIsTakenAsTheDecimalNumberItIsWrittenAs() {
    assertThat(Budget.floorOfShare(0.29, 100)).isEqualTo(29);
    assertThat((int) Math.floor(0.29 * 100)).isEqualTo(28);
    assertThat(Budget.floorOfShare(0.3, 321)).isEqualTo(96);
    assertThat(Budget.floorOfShare(1, 7)).isEqualTo(7);
  }
}
