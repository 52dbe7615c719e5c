package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.Lexicon;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.scenes.scene.SceneObject;
import dev.fovea.scenes.scene.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers questions by reading their words and those of the needed sentence, without what the
/// generator knew when it wrote them.
final class AnswerFinder {
  private static final Pattern PLACE = words(Lexicon.PLACES);
  private static final Pattern SHAPE = words(Lexicon.SHAPES);
  private static final Pattern COLOUR = words(Lexicon.COLOURS);
  private static final Pattern NAME = words(Lexicon.NAMES);
  private static final Pattern NICKNAME = words(Lexicon.NICKNAMES);
  private static final Pattern MEANS = Pattern.compile("means (\\w+)\\.");

  private AnswerFinder() {}

  static String answer(Scene scene, String question, String needed) {
    if (question.contains("likes best")) {
      mustShare(NAME, question, needed);
      return object(scene, first(SHAPE, needed)).colour().word();
    }
    if (NICKNAME.matcher(question).find()) {
      mustShare(NICKNAME, question, needed);
      return object(scene, first(SHAPE, needed)).place().word();
    }
    if (question.contains(" mean")) {
      String colour = object(scene, first(SHAPE, question)).colour().word();
      if (!first(COLOUR, needed).equals(colour)) {
        throw new AssertionError(needed + " does not tell of " + colour);
      }
      return first(MEANS, needed);
    }
    return answer(scene, question.toLowerCase(Locale.ROOT));
  }

  private static String answer(Scene scene, String question) {
    if (question.contains("how many") || question.contains("number")) {
      return Lexicon.NUMBERS.get(scene.objects().size() - 1);
    }
    if (question.contains("big") || question.contains("size")) {
      return object(scene, first(SHAPE, question)).radius() < 11.75 ? "small" : "big";
    }
    if (question.contains("there a ") || question.contains("see a ")) {
      return scene.indexOf(shape(first(SHAPE, question))) < 0 ? "no" : "yes";
    }
    if (PLACE.matcher(question).find()) {
      String place = first(PLACE, question);
      return only(scene, object -> placeOf(object).equals(place)).shape().word();
    }
    if (question.contains("where")) {
      return placeOf(object(scene, first(SHAPE, question)));
    }
    if (COLOUR.matcher(question).find()) {
      String colour = first(COLOUR, question);
      return only(scene, object -> object.colour().word().equals(colour)).shape().word();
    }
    return object(scene, first(SHAPE, question)).colour().word();
  }

  /// From where the object is painted.
  static String placeOf(SceneObject object) {
    String row = List.of("top", "middle", "bottom").get((int) (object.y() / 32));
    String column = List.of("left", "middle", "right").get((int) (object.x() / 32));
    return row.equals(column) ? "centre" : row + " " + column;
  }

  static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in: " + text);
    }
    return matcher.group(1);
  }

  private static void mustShare(Pattern pattern, String question, String needed) {
    if (!first(pattern, question).equals(first(pattern, needed))) {
      throw new AssertionError(needed + " does not help with " + question);
    }
  }

  private static SceneObject object(Scene scene, String shape) {
    return only(scene, object -> object.shape() == shape(shape));
  }

  private static SceneObject only(Scene scene, Predicate<SceneObject> predicate) {
    List<SceneObject> found = scene.objects().stream().filter(predicate).toList();
    if (found.size() != 1) {
      throw new AssertionError("expected one object, found " + found);
    }
    return found.getFirst();
  }

  private static Shape shape(String word) {
    return Arrays.stream(Shape.values())
        .filter(shape -> shape.word().equals(word))
        .findFirst()
        .orElseThrow();
  }

  private static Pattern words(List<String> words) {
    return Pattern.compile("\\b(" + String.join("|", words) + ")\\b");
  }
}
