package dev.fovea.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.insight.statistics.PairedDifference;
import dev.fovea.insight.statistics.Proportion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StudySummaryTest {
  private static final StudySummary SUMMARY =
      StudySummary.of(
          List.of(
              Made.line(0, 10, Condition.NONE, "red", Optional.of("blue")),
              Made.line(1, 10, Condition.NONE, "blue"),
              Made.line(2, 10, Condition.NONE, "blue", Optional.of("blue")),
              Made.line(0, 10, Condition.PRUNED, "red", Optional.of("blue")),
              Made.line(1, 10, Condition.PRUNED, "red"),
              Made.line(2, 10, Condition.PRUNED, "red", Optional.of("blue")),
              Made.line(0, 10, Condition.BLANK, "blue", Optional.of("blue")),
              Made.line(1, 10, Condition.BLANK, "red"),
              Made.line(0, 10, Condition.PLANTED, "blue", Optional.of("blue")),
              Made.line(2, 10, Condition.PLANTED, "green", Optional.of("blue"))));

  private static StudySummary.Result result(Condition condition) {
    return Optional.ofNullable(SUMMARY.results().get(condition)).orElseThrow();
  }

  private static PairedDifference difference(Contrast contrast) {
    return Optional.ofNullable(SUMMARY.differences().get(contrast)).orElseThrow();
  }

  @Test
  void rightAnswersAreCountedByCondition() {
    assertThat(SUMMARY.samples()).isEqualTo(3);
    assertThat(result(Condition.NONE).right()).isEqualTo(new Proportion(1, 3));
    assertThat(result(Condition.PRUNED).right()).isEqualTo(new Proportion(3, 3));
    assertThat(result(Condition.BLANK).right()).isEqualTo(new Proportion(1, 2));
    assertThat(SUMMARY.results())
        .doesNotContainKeys(Condition.RANDOM, Condition.BLANK_PRUNED, Condition.PLANTED_PRUNED);
  }

  @Test
  void onlyQuestionsWithAPlantedStatementCanBeMisled() {
    assertThat(result(Condition.NONE).misled()).contains(new Proportion(1, 2));
    assertThat(result(Condition.PRUNED).misled()).contains(new Proportion(0, 2));
    assertThat(result(Condition.PLANTED).misled()).contains(new Proportion(1, 2));
  }

  @Test
  void meansAreOverTheLinesOfACondition() {
    assertThat(SUMMARY.textTokens()).isCloseTo((10 + 11 + 12) / 3.0, within(1e-12));
    assertThat(result(Condition.NONE).visualShare()).isCloseTo(0.51, within(1e-12));
    assertThat(result(Condition.NONE).divergence()).isEmpty();
    assertThat(result(Condition.BLANK).divergence()).contains((0.25 + 0.5) / 2);
    assertThat(result(Condition.PRUNED).prunedTokens()).isEqualTo(3);
    assertThat(result(Condition.PRUNED).seconds()).isEqualTo(0.125);
  }

  @Test
  void differencesAreThoseOfTheSamplesThatBothHave() {
    PairedDifference pruning = difference(Contrast.PRUNED_NONE);
    assertThat(pruning.difference().mean()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(pruning.gained()).isEqualTo(2);
    assertThat(pruning.lost()).isZero();
    assertThat(pruning.probability()).isEqualTo(0.5); // 2 / 4

    PairedDifference dependency = difference(Contrast.NONE_BLANK);
    assertThat(dependency.difference().samples()).isEqualTo(2);
    assertThat(dependency.difference().mean()).isZero();
    assertThat(dependency.gained()).isOne();
    assertThat(dependency.lost()).isOne();
    assertThat(SUMMARY.differences()).hasSize(2);
  }

  @Test
  void groupsDivideTheSamples() {
    StudyReport report =
        Made.report(new int[] {80, 90, 85, 20, 20}, new int[] {50, 70, 60, 20, 20});

    assertThat(report.byLength().keySet()).containsExactly(10, 20);
    assertThat(report.groups().keySet()).containsExactly(Grouping.values());
    assertThat(rightOf(report, Grouping.KIND, "colour")).isEqualTo(new Proportion(40, 50));
    assertThat(rightOf(report, Grouping.KIND, "rule")).isEqualTo(new Proportion(40, 50));
    assertThat(rightOf(report, Grouping.NEEDS_TEXT, "yes")).isEqualTo(new Proportion(40, 50));
    assertThat(rightOf(report, Grouping.OBJECTS, "1")).isEqualTo(new Proportion(27, 34));
    assertThat(rightOf(report, Grouping.OBJECTS, "3")).isEqualTo(new Proportion(26, 33));
    assertThat(Optional.ofNullable(report.groups().get(Grouping.SIZE)).orElseThrow().keySet())
        .as("half of the samples ask for no object")
        .containsExactly("small");
    PairedDifference since = Optional.ofNullable(report.sinceShortest().get(20)).orElseThrow();
    assertThat(report.sinceShortest()).hasSize(1);
    assertThat(since.difference().mean()).isCloseTo(-0.3, within(1e-12));
    assertThat(since.lost()).isEqualTo(30);
  }

  private static Proportion rightOf(StudyReport report, Grouping grouping, String name) {
    return Optional.ofNullable(report.groups().get(grouping))
        .flatMap(named -> Optional.ofNullable(named.get(name)))
        .flatMap(byLength -> Optional.ofNullable(byLength.get(10)))
        .flatMap(summary -> Optional.ofNullable(summary.results().get(Condition.NONE)))
        .orElseThrow()
        .right();
  }
}
