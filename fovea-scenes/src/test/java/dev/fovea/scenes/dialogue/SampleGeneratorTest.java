package dev.fovea.scenes.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.scenes.language.ClueForm;
import dev.fovea.scenes.language.Lexicon;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.language.TokenCount;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.Digests;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.scenes.scene.SeedStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleGeneratorTest {
  private static final int COUNT = 2000;
  private static final SampleGenerator GENERATOR =
      new SampleGenerator(SampleSettings.standard(), TokenCount::approximate);

  @Test
  void theSameSeedGivesTheSameTexts() {
    String texts =
        Stream.of(SampleForm.values())
            .flatMap(form -> samples(form, 300, 50))
            .flatMap(sample -> sample.messages().stream())
            .map(Message::text)
            .collect(Collectors.joining("\n"));

    assertThat(Digests.sha256(texts))
        .isEqualTo("2406a938499d2024ce30192b447b4ffea76317b5de0909025b2464fe1f03dfda");
  }

  @ParameterizedTest
  @EnumSource(SampleForm.class)
  void userAndAssistantTakeTurns(SampleForm form) {
    Sample sample = GENERATOR.sample(form, 400, SeedStream.TRAINING.random(1, 1));
    List<Message> messages = sample.messages();

    assertThat(messages).hasSize(2 * sample.exchanges().size());
    for (int i = 0; i < messages.size(); i++) {
      assertThat(messages.get(i).user()).isEqualTo(i % 2 == 0);
      assertThat(messages.get(i).text()).doesNotStartWith(" ").doesNotEndWith(" ");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SHORT", "INTERLEAVED", "FINAL"})
  void everyAnswerFollowsFromPictureAndNeededSentence(SampleForm form) {
    samples(form, 400, COUNT)
        .forEach(sample ->
            questions(sample)
                .forEach(question ->
                    assertThat(question.answer())
                        .as(question.text())
                        .isIn(question.kind().answers())
                        .isEqualTo(
                            AnswerFinder.answer(
                                sample.scene(),
                                question.text(),
                                question.needed().map(Sentence::text).orElse("")))));
  }

  @ParameterizedTest
  @EnumSource(names = {"SHORT", "INTERLEAVED", "FINAL"})
  void neededSentencesStandOnceAndBeforeTheirQuestion(SampleForm form) {
    samples(form, 400, COUNT)
        .forEach(sample -> {
          List<Sentence> before = new ArrayList<>();
          for (Exchange exchange : sample.exchanges()) {
            before.addAll(exchange.context());
            needed(exchange).ifPresent(sentence -> assertThat(before).contains(sentence));
          }
          List<Sentence> marked =
              before.stream().filter(sentence -> sentence.worth() == Worth.NEEDED).toList();
          assertThat(marked)
              .doesNotHaveDuplicates()
              .containsExactlyInAnyOrderElementsOf(
                  questions(sample).map(Question::needed).flatMap(Optional::stream).toList());
        });
  }

  @Test
  void rivalsNameOtherPartnersForOtherWords() {
    samples(SampleForm.FINAL, 800, COUNT)
        .forEach(sample -> {
          List<Sentence> sentences = sentences(sample).toList();
          for (ClueForm form : ClueForm.values()) {
            Map<String, Set<String>> told = partners(form, sentences, Worth.values());
            assertThat(told.values()).allMatch(partners -> partners.size() == 1);
            assertThat(told.values().stream().flatMap(Collection::stream)).doesNotHaveDuplicates();
            Set<String> needed = partners(form, sentences, Worth.NEEDED).keySet();
            assertThat(partners(form, sentences, Worth.DISTRACTOR).keySet())
                .noneMatch(needed::contains);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"SHORT", "INTERLEAVED", "FINAL"})
  void noQuestionGivesAnothersAnswerAway(SampleForm form) {
    samples(form, 400, COUNT)
        .forEach(sample -> {
          List<Question> questions = questions(sample).toList();
          assertThat(questions.stream().map(q -> q.kind().aspect() + " of " + about(q)))
              .doesNotHaveDuplicates();
          Set<String> spokenOf = new HashSet<>();
          for (Exchange exchange : sample.exchanges()) {
            exchange.context().stream()
                .filter(sentence -> sentence.worth() == Worth.NEEDED)
                .forEach(sentence -> spokenOf.addAll(shapesIn(sentence.text())));
            if (exchange.request() instanceof Question question) {
              if (question.kind() == QuestionKind.PRESENCE) {
                assertThat(shapesIn(question.text())).noneMatch(spokenOf::contains);
              }
              spokenOf.addAll(shapesIn(question.text() + " " + question.answer()));
            }
          }
        });
  }

  @Test
  void answersAreInBalance() {
    Map<QuestionKind, Map<String, Integer>> counts = new EnumMap<>(QuestionKind.class);
    samples(SampleForm.FINAL, 150, 5000)
        .forEach(sample -> {
          Question first = questions(sample).findFirst().orElseThrow();
          counts
              .computeIfAbsent(first.kind(), kind -> new HashMap<>())
              .merge(first.answer(), 1, Integer::sum);
        });

    // Four standard deviations of 500 draws.
    counts.forEach((kind, answers) -> {
      int total = answers.values().stream().mapToInt(count -> count).sum();
      assertThat(total).as(kind.name()).isBetween(415, 585);
      double share = 1.0 / kind.answers().size();
      double tolerance = 4 * Math.sqrt(share * (1 - share) / total);
      assertThat(answers.keySet()).containsExactlyInAnyOrderElementsOf(kind.answers());
      answers.forEach((answer, count) ->
          assertThat((double) count / total)
              .as("%s: %s", kind, answer)
              .isCloseTo(share, within(tolerance)));
    });
    assertThat(counts).hasSize(10);
  }

  @Test
  void presenceIsInBalanceLateInADialogueToo() {
    Map<String, Long> answers =
        samples(SampleForm.SHORT, 400, 5000)
            .flatMap(sample -> questions(sample).skip(2))
            .filter(question -> question.kind() == QuestionKind.PRESENCE)
            .collect(Collectors.groupingBy(Question::answer, Collectors.counting()));
    double yes = answers.getOrDefault("yes", 0L);
    double total = yes + answers.getOrDefault("no", 0L);

    assertThat(total).isGreaterThan(1000);
    assertThat(yes / total).isCloseTo(0.5, within(2 / Math.sqrt(total)));
  }

  @ParameterizedTest
  @EnumSource(names = {"SHORT", "INTERLEAVED", "FINAL"})
  void theBudgetIsHeld(SampleForm form) {
    for (int budget : new int[] {100, 300, 800}) {
      List<Integer> tokens = samples(form, budget, 500).map(SampleGeneratorTest::tokens).toList();

      assertThat(tokens).allMatch(count -> count <= budget);
      if (form == SampleForm.FINAL) {
        assertThat(tokens).allMatch(count -> count > budget - 50);
      }
    }
  }

  @Test
  void theContextIsAMixtureOfKinds() {
    Map<Worth, Long> counts =
        samples(SampleForm.FINAL, 800, COUNT)
            .flatMap(SampleGeneratorTest::sentences)
            .collect(Collectors.groupingBy(Sentence::worth, Collectors.counting()));
    long turns =
        samples(SampleForm.FINAL, 800, COUNT)
            .flatMap(sample -> sample.exchanges().stream())
            .filter(exchange -> exchange.request() instanceof OtherQuestion)
            .count();
    double all =
        turns
            + Stream.of(Worth.OTHER, Worth.NEUTRAL, Worth.DISTRACTOR)
                .mapToLong(worth -> counts.getOrDefault(worth, 0L))
                .sum();

    assertThat(counts.getOrDefault(Worth.OTHER, 0L) / all).isCloseTo(0.33, within(0.01));
    assertThat(counts.getOrDefault(Worth.NEUTRAL, 0L) / all).isCloseTo(0.33, within(0.01));
    assertThat(counts.getOrDefault(Worth.DISTRACTOR, 0L) / all).isCloseTo(0.12, within(0.01));
    assertThat(turns / all).isCloseTo(0.22, within(0.01));
  }

  @Test
  void statementsAboutThePictureAreAsTrueAsTheySay() {
    Map<Worth, Integer> samplesWith = new EnumMap<>(Worth.class);
    samples(SampleForm.INTERLEAVED, 300, 4000)
        .forEach(sample -> {
          Set<Worth> seen = EnumSet.noneOf(Worth.class);
          sentences(sample)
              .filter(s -> s.worth() == Worth.TRUE || s.worth() == Worth.MISLEADING)
              .forEach(sentence -> {
                seen.add(sentence.worth());
                assertThat(holds(sample.scene(), sentence.text()))
                    .as(sentence.text())
                    .isEqualTo(sentence.worth() == Worth.TRUE);
              });
          seen.forEach(worth -> samplesWith.merge(worth, 1, Integer::sum));
        });

    assertThat(samplesWith.getOrDefault(Worth.TRUE, 0) / 4000.0).isCloseTo(0.15, within(0.025));
    assertThat(samplesWith.getOrDefault(Worth.MISLEADING, 0) / 4000.0)
        .isCloseTo(0.015, within(0.008));
  }

  @Test
  void everySentenceAboutAPictureSaysAboutWhich() {
    samples(SampleForm.INTERLEAVED, 600, 500)
        .flatMap(SampleGeneratorTest::sentences)
        .filter(sentence -> sentence.worth() == Worth.OTHER)
        .forEach(sentence ->
            assertThat(sentence.text())
                .matches(".*(picture|drawing|painting|photo).*")
                .doesNotContain("this picture", "picture above", "shown picture"));
  }

  @Test
  void aCaptionNamesAllObjectsInReadingOrder() {
    samples(SampleForm.CAPTION, 100, COUNT)
        .forEach(sample -> {
          String caption = sample.exchanges().getFirst().request().answer();
          String expected =
              Stream.of("top", "middle", "bottom")
                  .flatMap(row -> Stream.of("left", "middle", "right").map(c -> row + " " + c))
                  .map(place -> place.equals("middle middle") ? "centre" : place)
                  .flatMap(place ->
                      sample.scene().objects().stream()
                          .filter(o -> AnswerFinder.placeOf(o).equals(place))
                          .map(o ->
                              String.format(
                                  Locale.ROOT,
                                  "a %s %s %s at the %s",
                                  o.radius() < 11.75 ? "small" : "big",
                                  o.colour().word(),
                                  o.shape().word(),
                                  place)))
                  .collect(Collectors.joining(", "));
          assertThat(caption).isEqualTo("A" + expected.substring(1) + ".");
        });
  }

  @Test
  void aCurriculumNarrowsObjectsAndKinds() {
    SampleSettings settings =
        SampleSettings.standard()
            .withObjects(1, 2)
            .withKinds(EnumSet.of(QuestionKind.COLOUR, QuestionKind.NAMED));
    SampleGenerator generator = new SampleGenerator(settings, TokenCount::approximate);

    for (int i = 0; i < 300; i++) {
      Sample sample =
          generator.sample(SampleForm.INTERLEAVED, 200, SeedStream.TRAINING.random(3, i));
      assertThat(sample.scene().objects()).hasSizeBetween(1, 2);
      assertThat(questions(sample).map(Question::kind)).isSubsetOf(settings.kinds());
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> SampleSettings.standard().withObjects(0, 8))
        .hasMessage("expected 1 to 7 objects, found 0 to 8");
    assertThatThrownBy(() -> SampleSettings.standard().withKinds(Set.of()))
        .hasMessage("expected at least one kind of question");
  }

  static Stream<Sample> samples(SampleForm form, int budget, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> GENERATOR.sample(form, budget, SeedStream.TRAINING.random(42, i)));
  }

  static Stream<Sentence> sentences(Sample sample) {
    return sample.exchanges().stream().flatMap(exchange -> exchange.context().stream());
  }

  static Stream<Question> questions(Sample sample) {
    return sample.exchanges().stream()
        .map(Exchange::request)
        .filter(Question.class::isInstance)
        .map(Question.class::cast);
  }

  /// Of what the chat template makes of the messages.
  static int tokens(Sample sample) {
    String text =
        sample.messages().stream()
            .map(message -> (message.user() ? "USER: " : " ASSISTANT: ") + message.text())
            .collect(Collectors.joining(" "));
    return TokenCount.approximate(text) + sample.exchanges().size();
  }

  private static Optional<Sentence> needed(Exchange exchange) {
    return exchange.request() instanceof Question question ? question.needed() : Optional.empty();
  }

  private static String about(Question question) {
    return question.subject() < 0 ? shapesIn(question.text()).toString() : question.subject() + "";
  }

  private static List<String> shapesIn(String text) {
    return Lexicon.SHAPES.stream().filter(shape -> text.contains(" " + shape)).toList();
  }

  /// What the sentences of these worths tell, by reading them.
  private static Map<String, Set<String>> partners(
      ClueForm form, List<Sentence> sentences, Worth... worths) {
    Map<String, Set<String>> partners = new HashMap<>();
    for (Sentence sentence : sentences) {
      boolean clue = sentence.worth() == Worth.NEEDED || sentence.worth() == Worth.DISTRACTOR;
      if (clue && List.of(worths).contains(sentence.worth())) {
        List<String> words = List.of(sentence.text().split("\\W+"));
        Set<String> keys = new HashSet<>(Lexicon.slot(form.slot()));
        keys.retainAll(words);
        Set<String> values = new HashSet<>(Lexicon.slot(form.partnerSlot()));
        values.retainAll(words);
        if (!keys.isEmpty() && !values.isEmpty()) {
          assertThat(keys).hasSize(1);
          partners.computeIfAbsent(keys.iterator().next(), key -> new HashSet<>()).addAll(values);
        }
      }
    }
    return partners;
  }

  /// Whether a statement "... the SHAPE is [at the] VALUE." is true.
  private static boolean holds(Scene scene, String statement) {
    String[] parts = statement.split(" the (?=\\w+ is)| is (at the )?|\\.", -1);
    return scene.objects().stream()
        .filter(object -> object.shape().word().equals(parts[1]))
        .anyMatch(object ->
            Set.of(
                    object.colour().word(),
                    object.radius() < 11.75 ? "small" : "big",
                    AnswerFinder.placeOf(object))
                .contains(parts[2]));
  }
}
