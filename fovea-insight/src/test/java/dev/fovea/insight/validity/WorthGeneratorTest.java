package dev.fovea.insight.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.insight.validity.WorthContext.Sentence;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WorthGeneratorTest {
  private static final Pattern QUESTION = Pattern.compile("Where is the (\\w+) of (\\w+)\\?");
  private static final Pattern WHEREABOUTS =
      Pattern.compile("The (\\w+) of (\\w+) is in the (\\w+)\\.");

  @Test
  void exactlyOneSentenceAnswersTheQuestionAndTheOthersDoNotNameTheAnswer() {
    for (WorthContext context : new WorthGenerator(8, 4, 11).contexts(200)) {
      Matcher asked = QUESTION.matcher(context.question());
      assertThat(asked.matches()).isTrue();
      assertThat(context.of(Worth.NEEDED)).hasSize(1);
      assertThat(context.of(Worth.MISLEADING)).hasSize(4);
      assertThat(context.of(Worth.FILLER)).hasSize(8);
      Matcher needed =
          WHEREABOUTS.matcher(context.sentences().get(context.of(Worth.NEEDED).getFirst()).text());
      assertThat(needed.matches()).isTrue();
      assertThat(List.of(needed.group(1), needed.group(2)))
          .containsExactly(asked.group(1), asked.group(2));
      for (Sentence sentence : context.sentences()) {
        boolean thing = sentence.text().contains(asked.group(1));
        boolean name = sentence.text().contains(asked.group(2));
        switch (sentence.worth()) {
          case NEEDED -> assertThat(thing && name).isTrue();
          case MISLEADING -> assertThat(thing ^ name).as(sentence.text()).isTrue();
          case FILLER -> assertThat(thing || name).as(sentence.text()).isFalse();
        }
        assertThat(sentence.text().contains(needed.group(3)))
            .isEqualTo(sentence.worth() == Worth.NEEDED);
      }
    }
  }

  @Test
  void theNeededSentenceStandsAnywhere() {
    List<Integer> places =
        new WorthGenerator(3, 1, 2)
            .contexts(400).stream().map(context -> context.of(Worth.NEEDED).getFirst()).toList();

    for (int place = 0; place < 5; place++) {
      int there = place;
      // 80 expected, standard deviation 8
      assertThat(places.stream().filter(each -> each == there).count()).isBetween(48L, 112L);
    }
  }

  @Test
  void aSeedGivesTheSameContextsAndMoreOfThemBeginAlike() {
    WorthGenerator generator = new WorthGenerator(3, 1, 2);

    assertThat(generator.contexts(5)).isEqualTo(generator.contexts(9).subList(0, 5));
    assertThat(new WorthGenerator(3, 1, 3).contexts(5)).isNotEqualTo(generator.contexts(5));
    assertThatThrownBy(() -> new WorthGenerator(0, 0, 0)).isInstanceOf(FoveaException.class);
  }
}
