package dev.fovea.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CardTablesTest {

  @Test
  void everyTableHasARowALengthOrAGroup() {
    String text =
        CardTables.of(Made.report(new int[] {90, 90, 90, 20, 20}, new int[] {60, 75, 62, 20, 21}));

    assertThat(text)
        .startsWith("Model `toy`, 100 samples, seed 7, pruning `paper rate=0.3`.")
        .contains(
            "| text tokens | none | pruned | random | blank | blank-pruned | planted | planted-pruned |\n| --- |",
            "| 20 | 60 (50–69) | 75 (66–82) | 62 (52–71) | 20 (13–29) | 21 (14–30) |  |  |\n",
            "| 20 | -30 (-39 to -22), p below 0.001 | +15 (",
            "| 10 |  | +0, p 1.000 |",
            "**Right answers (%) by kind: none / pruned / random**\n",
            "| kind | samples | 10 | 20 |\n",
            "| colour | 50 | 90 / 90 / 90 | 60 / 76 / 62 |\n",
            "| rule | 50 | 90 / 90 / 90 | 60 / 74 / 62 |\n",
            "| needs text | samples |");
  }
}
