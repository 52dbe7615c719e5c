package dev.fovea.scenes.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.scenes.language.TokenCount;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.SeedStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GlossaryTest {
  @Test
  void everyEntryRepeatsOneSentenceAndAllAreRepeatedTwice() {
    Set<Integer> lengths = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      List<Exchange> exchanges =
          new SampleGenerator(SampleSettings.standard(), TokenCount::approximate)
              .sample(SampleForm.GLOSSARY, 100, SeedStream.TRAINING.random(4, i))
              .exchanges();
      assertThat(exchanges).hasSize(2);
      List<Sentence> context = exchanges.getFirst().context();
      assertThat(context).allMatch(sentence -> sentence.worth() == Worth.NEEDED);
      List<List<String>> told = context.stream().map(sentence -> words(sentence.text())).toList();
      List<String> entries = entries(exchanges.getFirst());
      for (String entry : entries) {
        assertThat(told.stream().filter(words -> words.containsAll(words(entry))))
            .as(entry)
            .hasSize(1);
      }
      assertThat(entries).doesNotHaveDuplicates().hasSameSizeAs(told);
      assertThat(exchanges.getLast().context()).isEmpty();
      assertThat(entries(exchanges.getLast())).containsExactlyInAnyOrderElementsOf(entries);
      lengths.add(entries.size());
    }
    assertThat(lengths).containsExactlyInAnyOrder(3, 4, 5, 6, 7, 8, 9, 10);
  }

  private static List<String> entries(Exchange exchange) {
    String list = exchange.request().answer();
    assertThat(list).endsWith(".");
    return List.of(list.substring(0, list.length() - 1).split(", "));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("[^A-Za-z]+")).filter(word -> !word.isEmpty()).toList();
  }
}
