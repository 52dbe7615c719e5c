package dev.fovea.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.fovea.insight.statistics.Proportion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishedFiguresTest {
  private static final StudyReport PUBLISHED =
      Made.report(new int[] {90, 90, 90, 20, 20}, new int[] {60, 75, 62, 20, 21});

  @Test
  void whatIsWrittenIsRead() {
    PublishedFigures figures = PublishedFigures.read(PublishedFigures.write(PUBLISHED));

    assertThat(figures.model()).isEqualTo("toy");
    assertThat(figures.pruning()).isEqualTo("paper rate=0.3");
    assertThat(figures.seed()).isEqualTo(7);
    assertThat(figures.samples()).isEqualTo(100);
    assertThat(figures.right().keySet()).containsExactly(10, 20);
    assertThat(figures.right().get(20))
        .isEqualTo(
            Map.of(
                Condition.NONE, new Proportion(60, 100),
                Condition.PRUNED, new Proportion(75, 100),
                Condition.RANDOM, new Proportion(62, 100),
                Condition.BLANK, new Proportion(20, 100),
                Condition.BLANK_PRUNED, new Proportion(21, 100)));
    assertThatIllegalStateException().isThrownBy(() -> PublishedFigures.read("{}"));
  }

  @Test
  void figuresAgreeWhereTheIntervalOfTheirDifferenceHoldsZero() {
    StudyReport today = Made.report(new int[] {90, 90, 90, 20, 20}, new int[] {40, 70, 62, 20, 21});

    List<PublishedFigures.Comparison> comparisons =
        PublishedFigures.read(PublishedFigures.write(PUBLISHED)).compare(today).orElseThrow();

    assertThat(comparisons).hasSize(10);
    assertThat(comparisons.stream().filter(each -> !each.agrees()))
        .singleElement()
        .satisfies(each -> {
          assertThat(each.length()).isEqualTo(20);
          assertThat(each.condition()).isEqualTo(Condition.NONE);
          assertThat(each.today()).isEqualTo(new Proportion(40, 100));
          assertThat(each.published()).isEqualTo(new Proportion(60, 100));
          assertThat(each.difference().high()).isNegative();
        });
  }

  @Test
  void anotherModelOrPruningIsNotCompared() {
    PublishedFigures figures = PublishedFigures.read(PublishedFigures.write(PUBLISHED));
    PublishedFigures otherModel =
        new PublishedFigures("other", figures.pruning(), 7, 100, figures.right());
    PublishedFigures otherRate =
        new PublishedFigures(figures.model(), "paper rate=0.5", 7, 100, figures.right());

    assertThat(otherModel.compare(PUBLISHED)).isEqualTo(Optional.empty());
    assertThat(otherRate.compare(PUBLISHED)).isEqualTo(Optional.empty());
  }
}
