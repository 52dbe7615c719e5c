package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.Lexicon;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.language.Template;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.Aspect;
import dev.fovea.scenes.scene.Draw;
import dev.fovea.scenes.scene.SceneObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// Sentences about the shown picture, true or false.
final class Statements {
  /// The kinds of questions that one statement about an object can answer; each is named as the
  /// slot of the answer.
  static final List<QuestionKind> KINDS =
      List.of(QuestionKind.COLOUR, QuestionKind.SHAPE, QuestionKind.PLACE, QuestionKind.SIZE);

  private static final Map<Aspect, List<Template>> TEMPLATES =
      Map.of(
          Aspect.COLOUR,
          Template.list(
              "In this picture the {shape} is {colour}.",
              "In the picture above the {shape} is {colour}."),
          Aspect.PLACE,
          Template.list(
              "In this picture the {shape} is at the {place}.",
              "In the picture above the {shape} is at the {place}."),
          Aspect.SIZE,
          Template.list(
              "In this picture the {shape} is {size}.",
              "In the picture above the {shape} is {size}."));

  private Statements() {}

  /// A fact about an object.
  static Sentence truth(SceneObject object, SplittableRandom random) {
    Aspect aspect = Draw.one(random, KINDS).aspect();
    return statement(aspect, words(object), Worth.TRUE, random);
  }

  /// The opposite of a fact about an object.
  static Falsehood falsehood(SceneObject object, SplittableRandom random) {
    return falsehood(Draw.one(random, KINDS), object, random);
  }

  /// A false answer to a question of this kind about an object.
  ///
  /// @param kind a one of [#KINDS]
  static Falsehood falsehood(QuestionKind kind, SceneObject object, SplittableRandom random) {
    String slot = kind.name().toLowerCase(Locale.ROOT);
    Map<String, String> words = new HashMap<>(words(object));
    String truth = Objects.requireNonNull(words.get(slot));
    String suggested = Draw.other(random, Lexicon.slot(slot), truth);
    words.put(slot, suggested);
    return new Falsehood(statement(kind.aspect(), words, Worth.MISLEADING, random), suggested);
  }

  private static Sentence statement(
      Aspect aspect, Map<String, String> words, Worth worth, SplittableRandom random) {
    return new Sentence(Draw.one(random, TEMPLATES, aspect).fill(random, words), worth);
  }

  private static Map<String, String> words(SceneObject object) {
    return Map.of(
        "shape", object.shape().word(),
        "colour", object.colour().word(),
        "place", object.place().word(),
        "size", object.size().word());
  }

  /// A false statement and the answer that it suggests.
  record Falsehood(Sentence sentence, String suggested) {}
}
