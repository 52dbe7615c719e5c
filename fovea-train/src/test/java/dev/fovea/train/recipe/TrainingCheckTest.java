package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.scenes.dialogue.Exchange;
import dev.fovea.scenes.dialogue.Question;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.scene.Background;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.train.recipe.Accuracy.Tally;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingCheckTest {
  /// Wilson, Journal of the American Statistical Association 22 (1927), at 1.959964 deviations.
  @ParameterizedTest
  @CsvSource({
    "8, 10, 0.490162",
    "0, 10, 0",
    "10, 10, 0.722467",
    "200, 400, 0.451235",
    "1, 3, 0.061492"
  })
  void theLowerEndIsThatOfWilsonsInterval(int right, int asked, double low) {
    assertThat(TrainingCheck.wilsonLow(new Tally(right, asked))).isCloseTo(low, within(1e-6));
  }

  @Test
  void guessingIsTheMostFrequentAnswerOfEachKind() {
    List<Sample> samples =
        List.of(
            sample(QuestionKind.COLOUR, "red"),
            sample(QuestionKind.COLOUR, "blue"),
            sample(QuestionKind.COLOUR, "red"),
            sample(QuestionKind.COUNT, "one"),
            sample(QuestionKind.COUNT, "two"));

    assertThat(TrainingCheck.guessing(samples)).isEqualTo(3 / 5.0);
  }

  private static Sample sample(QuestionKind kind, String answer) {
    Scene scene = new Scene(List.of(), new Background(128, 0, 0, 0, 0, 0, 0), 1);
    Question question = new Question(kind, "What?", answer, Optional.empty(), 0);
    return new Sample(scene, List.of(new Exchange(List.of(), question)));
  }

  @Test
  void whatIsNoBetterThanGuessingIsNotLearnt() {
    Tally tally = new Tally(200, 400);

    assertThat(new TrainingCheck(tally, 0.4512, 0.45).ok()).isTrue();
    assertThat(new TrainingCheck(tally, 0.4512, 0.4512).ok()).isFalse();
    assertThat(new TrainingCheck(tally, 0.4512, 0.5).ok()).isFalse();
  }

  @Test
  void allAnswersAreThoseOfAllKinds() {
    Accuracy accuracy =
        new Accuracy(
            Map.of(QuestionKind.COLOUR, new Tally(3, 4), QuestionKind.COUNT, new Tally(1, 6)));

    assertThat(accuracy.all()).isEqualTo(new Tally(4, 10));
    assertThat(accuracy.all().rate()).isEqualTo(0.4);
    assertThat(new Tally(0, 0).rate()).isNaN();
  }
}
