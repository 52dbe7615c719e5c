package dev.fovea.builtin.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FactsTest {
  private static final Pattern FACT =
      Pattern.compile(
          "the (?:shape at the (?<place>.+?)|(?<colour>[a-z]+) shape|(?<shape>[a-z]+)) is (?:a (?<isShape>[a-z]+)|at the (?<isPlace>.+)|(?<isWord>[a-z]+))");

  @Test
  void everyFactHoldsForTheOneObjectThatItNames() {
    SampleGenerator generator =
        new SampleGenerator(SampleSettings.standard(), TokenCount::approximate);
    for (int i = 0; i < 1_000; i++) {
      Sample sample = generator.sample(SampleForm.FACTS, 100, SeedStream.TRAINING.random(3, i));
      Set<String> pairs = new HashSet<>();
      for (String fact : facts(sample)) {
        Matcher words = FACT.matcher(fact);
        assertThat(words.matches()).as(fact).isTrue();
        List<SceneObject> named =
            sample.scene().objects().stream()
                .filter(object ->
                    object.shape().word().equals(words.group("shape"))
                        || object.colour().word().equals(words.group("colour"))
                        || object.place().word().equals(words.group("place")))
                .toList();
        assertThat(named).as(fact).hasSize(1);
        SceneObject object = named.getFirst();
        assertThat(told(words))
            .as(fact)
            .isIn(
                object.shape().word(),
                object.colour().word(),
                object.place().word(),
                object.size().word());
        // In either direction an object's two attributes are spoken of once.
        assertThat(pairs.add(object.shape() + pair(words))).as(fact).isTrue();
      }
    }
  }

  private static String[] facts(Sample sample) {
    String answer = sample.exchanges().getFirst().request().answer();
    assertThat(answer).startsWith("The ").endsWith(".");
    return ("t" + answer.substring(1, answer.length() - 1)).split(", ");
  }

  private static String told(Matcher words) {
    for (String group : List.of("isShape", "isPlace", "isWord")) {
      if (words.group(group) != null) {
        return words.group(group);
      }
    }
    throw new AssertionError(words);
  }

  private static String pair(Matcher words) {
    String named =
        words.group("shape") != null ? "shape" : words.group("colour") != null ? "colour" : "place";
    String told = "colour";
    if (words.group("isShape") != null) {
      told = "shape";
    } else if (words.group("isPlace") != null) {
      told = "place";
    } else if (List.of("small", "big").contains(words.group("isWord"))) {
      told = "size";
    }
    return named.compareTo(told) < 0 ? named + told : told + named;
  }
}
