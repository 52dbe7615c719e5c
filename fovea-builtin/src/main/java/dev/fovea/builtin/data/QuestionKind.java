package dev.fovea.builtin.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// What a question about the shown picture asks for.
public enum QuestionKind {
  /// The colour of a shape.
  COLOUR(false, words(Colour.values(), Colour::word)),
  /// The shape that has a colour.
  SHAPE(false, words(Shape.values(), Shape::word)),
  /// The place of a shape.
  PLACE(false, words(Place.values(), Place::word)),
  /// The shape at a place.
  AT(false, words(Shape.values(), Shape::word)),
  /// Whether a shape is small or big.
  SIZE(false, words(Size.values(), Size::word)),
  /// Whether there is a shape.
  PRESENCE(false, List.of("yes", "no")),
  /// The number of shapes.
  COUNT(false, Lexicon.NUMBERS),
  /// The colour of the shape that a person likes best, who is named in the context.
  NAMED(true, words(Colour.values(), Colour::word)),
  /// The place of a shape by a nickname that the context gives it.
  EARLIER(true, words(Place.values(), Place::word)),
  /// What a shape means, by a rule of the context for its colour.
  RULE(true, Lexicon.MEANINGS);

  private final boolean needsText;
  private final List<String> answers;

  QuestionKind(boolean needsText, List<String> answers) {
    this.needsText = needsText;
    this.answers = answers;
  }

  /// Whether the answer needs a sentence of the context besides the picture.
  public boolean needsText() {
    return needsText;
  }

  /// Every answer that a question of this kind can have.
  public List<String> answers() {
    return answers;
  }

  private static <T> List<String> words(T[] values, Function<T, String> word) {
    return new ArrayList<>(Arrays.asList(values)).stream().map(word).toList();
  }
}
