package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.Clue;
import dev.fovea.scenes.language.ClueForm;
import dev.fovea.scenes.language.Lexicon;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Writes what sentences have said as lists in other orders, as in `Anna ring, red stop, Zibo
/// star.` It takes a look back at the sentences for the first list and at the first list for the
/// second, and none at the picture.
final class Glossary {
  private static final List<String> REQUESTS = List.of("List what was said.", "List the rules.");
  private static final List<String> REPEATS = List.of("List it again.", "List them again.");

  private static final int FEWEST = 3;
  private static final int MOST = 10;

  private Glossary() {}

  /// Some clues as sentences, and all of them as a list, twice.
  static List<Exchange> exchanges(SplittableRandom random) {
    Associations associations = Associations.draw(random);
    List<Clue> all = new ArrayList<>();
    for (ClueForm form : ClueForm.values()) {
      Lexicon.slot(form.slot()).forEach(word -> all.add(new Clue(form, word)));
    }
    List<Clue> clues = Draw.shuffled(random, all).subList(0, random.nextInt(FEWEST, MOST + 1));
    List<Sentence> sentences =
        clues.stream().map(clue -> associations.tell(clue, Worth.NEEDED, random)).toList();
    return List.of(
        new Exchange(sentences, list(REQUESTS, clues, associations, random)),
        new Exchange(List.of(), list(REPEATS, clues, associations, random)));
  }

  private static Caption list(
      List<String> requests, List<Clue> clues, Associations associations, SplittableRandom random) {
    String list =
        Draw.shuffled(random, clues).stream()
            .map(clue -> entry(clue, associations.partner(clue)))
            .collect(Collectors.joining(", ", "", "."));
    return new Caption(Draw.one(random, requests), list);
  }

  /// By the word that a question has.
  private static String entry(Clue clue, String partner) {
    return switch (clue.form()) {
      case NAME, NICKNAME -> partner + " " + clue.word();
      case MEANING -> clue.word() + " " + partner;
    };
  }
}
