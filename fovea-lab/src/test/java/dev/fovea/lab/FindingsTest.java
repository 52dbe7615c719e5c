package dev.fovea.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingsTest {

  @Test
  void whatPruningWinsBackIsToldBesideTheLoss() {
    List<String> findings =
        Findings.of(Made.report(new int[] {90, 90, 90, 20, 20}, new int[] {60, 75, 62, 20, 21}));

    assertThat(findings).hasSize(4);
    assertThat(findings.get(0))
        .startsWith(
            "The whole text: 90 % of the answers are right after 10 tokens, 60 % after 20; the longer text costs 30 points (95 %: -")
        .endsWith(", McNemar p below 0.001).");
    assertThat(findings.get(1))
        .startsWith(
            "Pruning: 75 % are right after 20 tokens; of the 30 points lost it wins back 15 points (95 %: +");
    assertThat(findings.get(2))
        .startsWith(
            "Dropping as many tokens at random: 62 % are right; choosing them by attention is better by 13 points (95 %: +");
    assertThat(findings.get(3))
        .contains(
            "with a grey one in its place 20 % are right, so it is worth 40 points (54 points");
  }

  @Test
  void whatSamplesCannotTellIsNotClaimed() {
    List<String> findings =
        Findings.of(Made.report(new int[] {61, 61, 61, 20, 20}, new int[] {60, 61, 61, 20, 20}));

    assertThat(findings.get(0))
        .contains("; 100 samples cannot tell this from no difference (95 %:");
    assertThat(findings.get(1))
        .contains("; 100 samples cannot tell this from no difference (95 %:");
    assertThat(findings.get(2))
        .contains(
            "no better than chance here, as far as 100 samples can tell (no interval, as all 100 samples are equal, McNemar p 1.000)");
  }

  @Test
  void whatPruningCostsIsToldToo() {
    List<String> findings =
        Findings.of(Made.report(new int[] {60, 60, 60, 20, 20}, new int[] {80, 50, 75, 20, 20}));

    assertThat(findings.get(0)).contains("the longer text brings 20 points");
    assertThat(findings.get(1)).contains("it costs 30 points");
    assertThat(findings.get(2)).contains("choosing them by attention is worse by 25 points");
  }

  @Test
  void oneLengthAndOneSampleTellNothingOfLength() {
    List<String> findings =
        Findings.of(
            Made.report(
                List.of(
                    Made.line(0, 10, Condition.NONE, "red", Optional.of("blue")),
                    Made.line(0, 10, Condition.PRUNED, "blue", Optional.of("blue")),
                    Made.line(0, 10, Condition.PLANTED, "blue", Optional.of("blue")),
                    Made.line(0, 10, Condition.PLANTED_PRUNED, "blue", Optional.of("blue")))));

    assertThat(findings)
        .containsExactly(
            "Pruning: 0 % are right after 10 tokens; 1 sample cannot tell this from no difference (no interval of fewer than 10 samples, McNemar p 1.000).",
            "A false statement about the picture in the middle of the text: 1 of 1 answers repeat it, 1 with pruning; without the statement 0 say the same.");
  }
}
