package dev.fovea.builtin.data;

import java.util.List;

/// What a question about the shown picture asks for.
public enum QuestionKind {
  /// The colour of a shape.
  COLOUR(Aspect.COLOUR, false, Lexicon.COLOURS),
  /// The shape that has a colour.
  SHAPE(Aspect.COLOUR, false, Lexicon.SHAPES),
  /// The place of a shape.
  PLACE(Aspect.PLACE, false, Lexicon.PLACES),
  /// The shape at a place.
  AT(Aspect.PLACE, false, Lexicon.SHAPES),
  /// Whether a shape is small or big.
  SIZE(Aspect.SIZE, false, Lexicon.SIZES),
  /// Whether there is a shape.
  PRESENCE(Aspect.PRESENCE, false, List.of("yes", "no")),
  /// The number of shapes.
  COUNT(Aspect.COUNT, false, Lexicon.NUMBERS),
  /// The colour of the shape that a person likes best, which the context tells.
  NAMED(Aspect.COLOUR, true, Lexicon.COLOURS),
  /// The place of a shape by a nickname that the context gives it.
  EARLIER(Aspect.PLACE, true, Lexicon.PLACES),
  /// What a shape means, by a rule of the context for its colour.
  RULE(Aspect.COLOUR, true, Lexicon.MEANINGS);

  private final Aspect aspect;
  private final boolean needsText;
  private final List<String> answers;

  QuestionKind(Aspect aspect, boolean needsText, List<String> answers) {
    this.aspect = aspect;
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

  /// What the picture has to be looked at for: two questions of one aspect about one object give
  /// each other away.
  Aspect aspect() {
    return aspect;
  }
}
