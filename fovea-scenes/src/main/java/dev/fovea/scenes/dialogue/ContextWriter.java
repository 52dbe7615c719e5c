package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.Clue;
import dev.fovea.scenes.language.ClueForm;
import dev.fovea.scenes.language.ContextTemplates;
import dev.fovea.scenes.language.Lexicon;
import dev.fovea.scenes.language.Phrases;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.Draw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Draws what no question of a sample needs: other pictures, stories, and rivals of needed
/// sentences.
final class ContextWriter {
  private static final List<ClueForm> FORMS = List.of(ClueForm.values());
  private static final List<QuestionKind> OTHER_KINDS =
      Arrays.stream(QuestionKind.values()).filter(kind -> !kind.needsText()).toList();

  /// Share of rivals that have the form of a sentence which the sample needs.
  private static final double CLOSE_RIVALS = 0.7;

  private final Associations associations;
  private final Set<Clue> needed;
  private final List<ClueForm> neededForms;
  private final SplittableRandom random;

  /// @param needed clues that must not be told
  ContextWriter(Associations associations, Set<Clue> needed, SplittableRandom random) {
    this.associations = associations;
    this.needed = needed;
    this.neededForms =
        FORMS.stream()
            .filter(form -> needed.stream().anyMatch(clue -> clue.form() == form))
            .toList();
    this.random = random;
  }

  /// A sentence, or a question about another picture.
  Part next() {
    int percent = random.nextInt(100);
    if (percent < 33) {
      return new Sentence(Draw.one(random, ContextTemplates.OTHER).fill(random), Worth.OTHER);
    }
    if (percent < 55) {
      return otherQuestion();
    }
    if (percent < 88) {
      return new Sentence(Draw.one(random, ContextTemplates.NEUTRAL).fill(random), Worth.NEUTRAL);
    }
    return rival();
  }

  private OtherQuestion otherQuestion() {
    QuestionKind kind = Draw.one(random, OTHER_KINDS);
    return new OtherQuestion(Phrases.otherQuestion(kind, random), Draw.one(random, kind.answers()));
  }

  private Sentence rival() {
    boolean close = !neededForms.isEmpty() && random.nextDouble() < CLOSE_RIVALS;
    ClueForm form = Draw.one(random, close ? neededForms : FORMS);
    List<Clue> rivals = new ArrayList<>();
    for (String word : Lexicon.slot(form.slot())) {
      Clue clue = new Clue(form, word);
      if (!needed.contains(clue)) {
        rivals.add(clue);
      }
    }
    return associations.tell(Draw.one(random, rivals), Worth.DISTRACTOR, random);
  }
}
