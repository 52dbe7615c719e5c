package dev.fovea.scenes.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TemplateTest {
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void knownWordsFillTheirSlotsAndTextsBeginWithACapital() {
    Template template = Template.list("where is the {shape}, {name}?").getFirst();

    assertThat(template.fill(random, Map.of("shape", "star", "name", "Tom")))
        .isEqualTo("Where is the star, Tom?");
  }

  @Test
  void anArticleSuitsItsWord() {
    Template template = Template.list("a {colour} {shape} and a {colour} hat").getFirst();

    assertThat(template.fill(random, Map.of("colour", "orange", "shape", "star")))
        .isEqualTo("An orange star and an orange hat");
    assertThat(template.fill(random, Map.of("colour", "red", "shape", "star")))
        .isEqualTo("A red star and a red hat");
  }

  @Test
  void slotsOfOneNameDrawDifferentWords() {
    Template template = Template.list("{size} {size2}").getFirst();

    for (int i = 0; i < 50; i++) {
      assertThat(template.fill(random)).isIn("Small big", "Big small");
    }
  }

  @Test
  void aSlotWithoutWordsIsNamed() {
    assertThatThrownBy(() -> Template.list("the {animal}")).hasMessage("no words for {animal}");
  }
}
