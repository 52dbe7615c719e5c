package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.Clue;
import dev.fovea.scenes.language.ClueForm;
import dev.fovea.scenes.language.Lexicon;
import dev.fovea.scenes.language.Phrases;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.Aspect;
import dev.fovea.scenes.scene.Draw;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.scenes.scene.SceneObject;
import dev.fovea.scenes.scene.Shape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// Draws the questions about one picture, of which none gives another's answer away: no aspect of
/// an object is asked for twice, in either direction, and whether there is a shape is asked only
/// before the shape is spoken of.
final class QuestionWriter {
  private final Scene scene;
  private final Associations associations;
  private final SplittableRandom random;
  private final Set<Fact> asked = new HashSet<>();
  private final Set<Shape> spokenOf = EnumSet.noneOf(Shape.class);
  private final Set<Shape> searched = EnumSet.noneOf(Shape.class);
  private final Set<Clue> clues = new HashSet<>();

  QuestionWriter(Scene scene, Associations associations, SplittableRandom random) {
    this.scene = scene;
    this.associations = associations;
    this.random = random;
  }

  /// A question of one of the kinds; empty where none is left.
  Optional<Question> draw(List<QuestionKind> kinds) {
    List<QuestionKind> left = new ArrayList<>(kinds);
    while (!left.isEmpty()) {
      Optional<Question> question = draw(left.remove(random.nextInt(left.size())));
      if (question.isPresent()) {
        return question;
      }
    }
    return Optional.empty();
  }

  /// The clues that the questions so far need.
  Set<Clue> clues() {
    return clues;
  }

  /// The objects that no question so far is about.
  List<SceneObject> notAskedAbout() {
    return scene.objects().stream().filter(object -> !spokenOf.contains(object.shape())).toList();
  }

  private Optional<Question> draw(QuestionKind kind) {
    return switch (kind) {
      case COUNT -> count();
      case PRESENCE -> presence();
      case COLOUR, SHAPE, PLACE, AT, SIZE, NAMED, EARLIER, RULE -> aboutObject(kind);
    };
  }

  private Optional<Question> count() {
    if (!asked.add(new Fact(Aspect.COUNT, -1))) {
      return Optional.empty();
    }
    String answer = Lexicon.NUMBERS.get(scene.objects().size() - 1);
    return Optional.of(question(QuestionKind.COUNT, Map.of(), answer, -1));
  }

  /// Only where both answers are possible, so that they stay in balance.
  private Optional<Question> presence() {
    Set<Shape> present = EnumSet.noneOf(Shape.class);
    scene.objects().forEach(object -> present.add(object.shape()));
    Set<Shape> absent = EnumSet.complementOf(EnumSet.copyOf(present));
    present.removeAll(spokenOf);
    absent.removeAll(spokenOf);
    if (present.isEmpty() || absent.isEmpty()) {
      return Optional.empty();
    }
    boolean yes = random.nextBoolean();
    Shape shape = Draw.one(random, List.copyOf(yes ? present : absent));
    spokenOf.add(shape);
    searched.add(shape);
    return Optional.of(
        question(
            QuestionKind.PRESENCE,
            Map.of("shape", shape.word()),
            yes ? "yes" : "no",
            scene.indexOf(shape)));
  }

  private Optional<Question> aboutObject(QuestionKind kind) {
    List<Integer> subjects = new ArrayList<>();
    for (int i = 0; i < scene.objects().size(); i++) {
      if (!asked.contains(new Fact(kind.aspect(), i)) && !tellsPresence(kind, i)) {
        subjects.add(i);
      }
    }
    if (subjects.isEmpty()) {
      return Optional.empty();
    }
    int subject = Draw.one(random, subjects);
    SceneObject object = scene.objects().get(subject);
    asked.add(new Fact(kind.aspect(), subject));
    spokenOf.add(object.shape());
    return Optional.of(question(kind, words(object), answer(kind, object), subject));
  }

  /// A clue may stand before any earlier question, so that it must not name a shape that was
  /// searched for.
  private boolean tellsPresence(QuestionKind kind, int subject) {
    return (kind == QuestionKind.NAMED || kind == QuestionKind.EARLIER)
        && searched.contains(scene.objects().get(subject).shape());
  }

  private Map<String, String> words(SceneObject object) {
    return Map.of(
        "shape", object.shape().word(),
        "colour", object.colour().word(),
        "place", object.place().word(),
        "name", associations.partner(Clue.of(ClueForm.NAME, object)),
        "nickname", associations.partner(Clue.of(ClueForm.NICKNAME, object)));
  }

  private String answer(QuestionKind kind, SceneObject object) {
    return switch (kind) {
      case COLOUR, NAMED -> object.colour().word();
      case SHAPE, AT -> object.shape().word();
      case PLACE, EARLIER -> object.place().word();
      case SIZE -> object.size().word();
      case RULE -> associations.partner(Clue.of(ClueForm.MEANING, object));
      case PRESENCE, COUNT -> throw new IllegalArgumentException(kind + " is about no object");
    };
  }

  private Question question(
      QuestionKind kind, Map<String, String> words, String answer, int subject) {
    Optional<Clue> clue = kind.clueForm().map(form -> Clue.of(form, scene.objects().get(subject)));
    clue.ifPresent(clues::add);
    Optional<Sentence> needed = clue.map(known -> associations.tell(known, Worth.NEEDED, random));
    return new Question(kind, Phrases.question(kind, random, words), answer, needed, subject);
  }

  private record Fact(Aspect aspect, int object) {}
}
