package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.Clue;
import dev.fovea.scenes.language.ClueForm;
import dev.fovea.scenes.language.Lexicon;
import dev.fovea.scenes.language.Phrases;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.Draw;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// What the text of a sample says of shapes and colours and no picture can tell: who likes which
/// shape best, its nickname, and what each colour means. All are one-to-one.
///
/// @param partners the name, nickname or meaning for every clue
record Associations(Map<Clue, String> partners) {
  static Associations draw(SplittableRandom random) {
    Map<Clue, String> partners = new HashMap<>();
    for (ClueForm form : ClueForm.values()) {
      List<String> words = Lexicon.slot(form.slot());
      String[] shuffled =
          Draw.shuffled(random, Lexicon.slot(form.partnerSlot()).toArray(String[]::new));
      for (int i = 0; i < words.size(); i++) {
        partners.put(new Clue(form, words.get(i)), shuffled[i]);
      }
    }
    return new Associations(partners);
  }

  /// What goes with the clue's shape or colour.
  String partner(Clue clue) {
    return Objects.requireNonNull(partners.get(clue));
  }

  /// The sentence that tells a clue.
  Sentence tell(Clue clue, Worth worth, SplittableRandom random) {
    Map<String, String> words =
        Map.of(clue.form().slot(), clue.word(), clue.form().partnerSlot(), partner(clue));
    return new Sentence(Phrases.clue(clue.form(), random, words), worth);
  }
}
