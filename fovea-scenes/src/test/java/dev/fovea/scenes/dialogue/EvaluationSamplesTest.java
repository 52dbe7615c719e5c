package dev.fovea.scenes.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.language.TokenCount;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.Digests;
import dev.fovea.scenes.scene.SceneGenerator;
import dev.fovea.scenes.scene.SceneObject;
import dev.fovea.scenes.scene.SeedStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvaluationSamplesTest {
  private static final Set<QuestionKind> PLANTABLE =
      Set.of(QuestionKind.COLOUR, QuestionKind.SHAPE, QuestionKind.PLACE, QuestionKind.SIZE);

  private static final EvaluationSamples SAMPLES =
      new EvaluationSamples(SampleSettings.standard(), TokenCount::approximate, 7);

  @Test
  void theSameSeedGivesTheSameTexts() {
    StringBuilder texts = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      SAMPLES.sample(i, 500).messages().forEach(message -> texts.append(message.text()));
    }

    assertThat(Digests.sha256(texts.toString()))
        .isEqualTo("565207f62182dd163f3195d025e948716eb177414142d66d156196c46fb989f0");
  }

  @Test
  void aLongerContextExtendsAShorterOne() {
    for (int i = 0; i < 100; i++) {
      Sample before = SAMPLES.sample(i, 60);
      for (int budget : new int[] {128, 256, 512, 1024, 2048}) {
        Sample sample = SAMPLES.sample(i, budget);
        Iterator<String> longer = texts(sample).iterator();

        assertThat(sample.scene()).isEqualTo(before.scene());
        assertThat(question(sample)).isEqualTo(question(before));
        assertThat(texts(before)).allMatch(text -> advanceTo(longer, text));
        assertThat(SampleGeneratorTest.tokens(sample)).isBetween(budget - 45, budget);
        before = sample;
      }
    }
  }

  @Test
  void kindsTakeTurns() {
    Map<QuestionKind, Integer> counts = new EnumMap<>(QuestionKind.class);
    for (int i = 0; i < 200; i++) {
      counts.merge(question(SAMPLES.sample(i, 100)).kind(), 1, Integer::sum);
    }

    assertThat(counts).hasSize(10).allSatisfy((kind, count) -> assertThat(count).isEqualTo(20));
  }

  @Test
  void answersFollowFromPictureAndNeededSentence() {
    for (int i = 0; i < 500; i++) {
      Sample sample = SAMPLES.sample(i, 300);
      Question question = question(sample);
      String needed = question.needed().map(Sentence::text).orElse("");

      assertThat(question.answer())
          .isEqualTo(AnswerFinder.answer(sample.scene(), question.text(), needed));
      assertThat(SampleGeneratorTest.sentences(sample))
          .extracting(Sentence::worth)
          .doesNotContain(Worth.TRUE, Worth.MISLEADING);
    }
  }

  @Test
  void theNeededSentenceIsEquallyLikelyEverywhere() {
    double sum = 0;
    int count = 0;
    int firstThird = 0;
    for (int i = 0; i < 2000; i++) {
      Sample sample = SAMPLES.sample(i, 512);
      Optional<Sentence> needed = question(sample).needed();
      if (needed.isPresent()) {
        List<String> texts = texts(sample);
        double place = (texts.indexOf(needed.get().text()) + 0.5) / (texts.size() - 1);
        sum += place;
        firstThird += place < 1.0 / 3 ? 1 : 0;
        count++;
      }
    }

    assertThat(count).isEqualTo(600);
    assertThat(sum / count).isCloseTo(0.5, within(4 * Math.sqrt(1 / 12.0 / count)));
    assertThat((double) firstThird / count)
        .isCloseTo(1 / 3.0, within(4 * 0.4714 / Math.sqrt(count)));
  }

  @Test
  void aPlantedSampleDiffersInOneMisleadingSentence() {
    int planted = 0;
    for (int i = 0; i < 200; i++) {
      Sample sample = SAMPLES.sample(i, 300);
      Question question = question(sample);
      Optional<EvaluationSamples.Planted> result = EvaluationSamples.planted(sample);
      assertThat(result.isPresent()).isEqualTo(PLANTABLE.contains(question.kind()));
      if (result.isPresent()) {
        planted++;
        Sample other = result.get().sample();
        List<String> texts = new ArrayList<>(texts(other));
        Sentence statement =
            SampleGeneratorTest.sentences(other)
                .filter(sentence -> sentence.worth() == Worth.MISLEADING)
                .findFirst()
                .orElseThrow();
        texts.remove(statement.text());

        assertThat(texts).isEqualTo(texts(sample));
        assertThat(other.scene()).isEqualTo(sample.scene());
        assertThat(question(other)).isEqualTo(question);
        assertThat(result.get().suggested())
            .isIn(question.kind().answers())
            .isNotEqualTo(question.answer());
        assertThat(statement.text()).contains(" " + result.get().suggested());
        assertThat(EvaluationSamples.planted(sample)).isEqualTo(result);
      }
    }
    assertThat(planted).isEqualTo(80);
  }

  @Test
  void aPlantedStatementStandsInTheMiddle() {
    for (int i = 0; i < 4; i++) {
      Sample sample = SAMPLES.sample(i, 800);
      Sample planted = EvaluationSamples.planted(sample).map(p -> p.sample()).orElse(sample);
      List<Worth> worths = SampleGeneratorTest.sentences(planted).map(Sentence::worth).toList();

      int index = worths.indexOf(Worth.MISLEADING);
      assertThat(index).isIn(-1, (worths.size() - 1) / 2);
    }
  }

  @Test
  void trainingNeverShowsAnEvaluationScene() {
    Set<List<SceneObject>> trained = new HashSet<>();
    Set<Long> starts = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      trained.add(SceneGenerator.scene(SeedStream.TRAINING.random(7, i), 1, 7).objects());
      starts.add(SeedStream.TRAINING.random(7, i).nextLong());
    }

    for (int i = 0; i < 5_000; i++) {
      assertThat(trained.contains(SAMPLES.sample(i, 10).scene().objects())).isFalse();
      assertThat(starts.contains(SeedStream.EVALUATION.random(7, i).nextLong())).isFalse();
    }
  }

  private static boolean advanceTo(Iterator<String> texts, String text) {
    while (texts.hasNext()) {
      if (texts.next().equals(text)) {
        return true;
      }
    }
    return false;
  }

  private static Question question(Sample sample) {
    return (Question) sample.exchanges().getLast().request();
  }

  /// Every sentence, request and answer in order.
  private static List<String> texts(Sample sample) {
    return sample.exchanges().stream()
        .flatMap(exchange ->
            Stream.concat(
                exchange.context().stream().map(Sentence::text),
                Stream.of(exchange.request().text() + " " + exchange.request().answer())))
        .toList();
  }
}
