package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.Clue;
import dev.fovea.scenes.language.ClueForm;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.Draw;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.scenes.scene.SceneObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Writes lists of a picture's objects, as in `star: red, top left, small; Anna: big, centre, ring,
/// blue.` The word that an object is named by stands right before what is told of it, so that to
/// predict the next word is to look that word up in the picture, or in a sentence and then in the
/// picture.
final class Listing {
  private static final List<String> REQUESTS =
      List.of("List the shapes.", "List what you can see.");

  /// Share of the lists in front of which sentences give names, nicknames and meanings.
  private static final double WITH_CLUES = 0.6;

  /// Share of the objects of such a list that a sentence of each form is about.
  private static final double CLUE_SHARE = 0.3;

  /// Share of the objects without a name or nickname that are named by their shape.
  private static final double BY_SHAPE = 0.6;

  private final Associations associations;
  private final SplittableRandom random;
  private final boolean clued;
  private final List<Sentence> sentences = new ArrayList<>();

  private Listing(SplittableRandom random) {
    this.random = random;
    associations = Associations.draw(random);
    clued = random.nextDouble() < WITH_CLUES;
  }

  /// All objects in random order.
  static Exchange exchange(Scene scene, SplittableRandom random) {
    Listing listing = new Listing(random);
    String list =
        Draw.shuffled(random, new ArrayList<>(scene.objects())).stream()
            .map(listing::entry)
            .collect(Collectors.joining("; ", "", "."));
    return new Exchange(
        Draw.shuffled(random, listing.sentences), new Caption(Draw.one(random, REQUESTS), list));
  }

  private String entry(SceneObject object) {
    Set<ClueForm> forms = EnumSet.noneOf(ClueForm.class);
    for (ClueForm form : ClueForm.values()) {
      if (clued && random.nextDouble() < CLUE_SHARE) {
        forms.add(form);
        sentences.add(associations.tell(Clue.of(form, object), Worth.NEEDED, random));
      }
    }
    List<String> told =
        new ArrayList<>(
            List.of(
                object.shape().word(),
                object.colour().word(),
                object.place().word(),
                object.size().word()));
    String name = name(object, forms);
    told.remove(name);
    if (forms.contains(ClueForm.MEANING)) {
      told.add(associations.partner(Clue.of(ClueForm.MEANING, object)));
    }
    return name + ": " + String.join(", ", Draw.shuffled(random, told));
  }

  private String name(SceneObject object, Set<ClueForm> forms) {
    if (forms.contains(ClueForm.NAME)) {
      return associations.partner(Clue.of(ClueForm.NAME, object));
    }
    if (forms.contains(ClueForm.NICKNAME)) {
      return associations.partner(Clue.of(ClueForm.NICKNAME, object));
    }
    if (random.nextDouble() < BY_SHAPE) {
      return object.shape().word();
    }
    return random.nextBoolean() ? object.colour().word() : object.place().word();
  }
}
