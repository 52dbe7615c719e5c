package dev.fovea.builtin.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Draws what no question of a sample needs: other pictures, stories, and rivals of needed
/// sentences.
final class ContextWriter {
  private static final List<QuestionKind> KINDS = List.of(QuestionKind.values());
  private static final List<QuestionKind> CLUE_KINDS =
      KINDS.stream().filter(QuestionKind::needsText).toList();
  private static final List<QuestionKind> OTHER_KINDS =
      KINDS.stream().filter(kind -> !kind.needsText()).toList();

  /// Share of rivals that have the form of a sentence which the sample needs.
  private static final double CLOSE_RIVALS = 0.7;

  private final Associations associations;
  private final Set<Clue> needed;
  private final List<QuestionKind> neededKinds;
  private final SplittableRandom random;

  /// @param needed clues that must not be told
  ContextWriter(Associations associations, Set<Clue> needed, SplittableRandom random) {
    this.associations = associations;
    this.needed = needed;
    this.neededKinds =
        CLUE_KINDS.stream()
            .filter(kind -> needed.stream().anyMatch(clue -> clue.kind() == kind))
            .toList();
    this.random = random;
  }

  /// A sentence, or a question about another picture.
  Part next() {
    int share = random.nextInt(100);
    if (share < 33) {
      return new Sentence(Draw.one(random, ContextTemplates.OTHER).fill(random), Worth.OTHER);
    }
    if (share < 55) {
      return otherQuestion();
    }
    if (share < 88) {
      return new Sentence(Draw.one(random, ContextTemplates.NEUTRAL).fill(random), Worth.NEUTRAL);
    }
    return rival();
  }

  private OtherQuestion otherQuestion() {
    QuestionKind kind = Draw.one(random, OTHER_KINDS);
    return new OtherQuestion(Phrases.otherQuestion(kind, random), Draw.one(random, kind.answers()));
  }

  private Sentence rival() {
    boolean close = !neededKinds.isEmpty() && random.nextDouble() < CLOSE_RIVALS;
    QuestionKind kind = Draw.one(random, close ? neededKinds : CLUE_KINDS);
    List<Clue> rivals = new ArrayList<>();
    for (int i = 0; i < Shape.values().length; i++) {
      Clue clue = new Clue(kind, i);
      if (!needed.contains(clue)) {
        rivals.add(clue);
      }
    }
    return associations.tell(Draw.one(random, rivals), Worth.DISTRACTOR, random);
  }
}
