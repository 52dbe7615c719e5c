package dev.fovea.scenes.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.scenes.language.Clue;
import dev.fovea.scenes.language.ClueForm;
import dev.fovea.scenes.language.Lexicon;
import dev.fovea.scenes.language.TokenCount;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.SceneObject;
import dev.fovea.scenes.scene.SeedStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final int SAMPLES = 1_000;

  @Test
  void everyEntryTellsTheOneObjectThatItNames() {
    for (int i = 0; i < SAMPLES; i++) {
      Sample sample = sample(i);
      String context = sample.exchanges().getFirst().contextText();
      Set<SceneObject> listed = new HashSet<>();
      for (String entry : entries(sample)) {
        String name = entry.substring(0, entry.indexOf(": "));
        List<String> told = List.of(entry.substring(name.length() + 2).split(", "));
        List<SceneObject> named =
            sample.scene().objects().stream()
                .filter(object -> known(object, context).contains(name))
                .toList();
        assertThat(named).as(entry).hasSize(1);
        SceneObject object = named.getFirst();
        assertThat(listed.add(object)).as(entry).isTrue();
        assertThat(told).as(entry).doesNotHaveDuplicates().doesNotContain(name);
        assertThat(known(object, context)).as(entry).containsAll(told);
        assertThat(Stream.concat(Stream.of(name), told.stream()))
            .as(entry)
            .containsAll(seen(object).toList());
      }
      assertThat(listed).hasSameSizeAs(sample.scene().objects());
    }
  }

  @Test
  void everySentenceIsUsedInTheListUnlessANameTakesTheNicknamesPlace() {
    Map<ClueForm, Integer> counts = new EnumMap<>(ClueForm.class);
    for (int i = 0; i < SAMPLES; i++) {
      Exchange exchange = sample(i).exchanges().getFirst();
      for (Sentence sentence : exchange.context()) {
        assertThat(sentence.worth()).isEqualTo(Worth.NEEDED);
        ClueForm form = form(sentence.text());
        counts.merge(form, 1, Integer::sum);
        if (form != ClueForm.NICKNAME || !isNamed(exchange, words(sentence.text()))) {
          assertThat(words(exchange.request().answer()))
              .containsAnyElementsOf(
                  words(sentence.text()).stream()
                      .filter(Lexicon.slot(form.partnerSlot())::contains)
                      .toList());
        }
      }
    }
    assertThat(counts).hasSize(3);
    // 4 objects a list, 0.6 of the lists, 0.3 of their objects.
    counts.values().forEach(count -> assertThat(count).isBetween(640, 800));
  }

  /// Whether another sentence says who likes the shape best.
  private static boolean isNamed(Exchange exchange, List<String> words) {
    String shape = words.stream().filter(Lexicon.SHAPES::contains).findFirst().orElseThrow();
    return exchange.context().stream()
        .map(Sentence::text)
        .anyMatch(text -> form(text) == ClueForm.NAME && words(text).contains(shape));
  }

  private static Sample sample(int index) {
    return new SampleGenerator(SampleSettings.standard(), TokenCount::approximate)
        .sample(SampleForm.LISTING, 100, SeedStream.TRAINING.random(3, index));
  }

  private static List<String> entries(Sample sample) {
    String answer = sample.exchanges().getFirst().request().answer();
    assertThat(answer).endsWith(".");
    return List.of(answer.substring(0, answer.length() - 1).split("; "));
  }

  private static Stream<String> seen(SceneObject object) {
    return Stream.of(
        object.shape().word(), object.colour().word(), object.place().word(), object.size().word());
  }

  /// What is seen of an object, and what sentences say of its shape or colour.
  private static Set<String> known(SceneObject object, String context) {
    Stream<String> read =
        Arrays.stream(context.split("(?<=\\.) "))
            .filter(sentence -> !sentence.isEmpty())
            .filter(sentence -> words(sentence).contains(Clue.of(form(sentence), object).word()))
            .flatMap(sentence -> words(sentence).stream())
            .filter(word -> word.length() > 1);
    return Stream.concat(seen(object), read).collect(Collectors.toSet());
  }

  private static ClueForm form(String sentence) {
    return sentence.contains("likes")
        ? ClueForm.NAME
        : sentence.contains("game") ? ClueForm.MEANING : ClueForm.NICKNAME;
  }

  private static List<String> words(String text) {
    return List.of(text.split("[^A-Za-z]+"));
  }
}
