package dev.fovea.scenes.language;

import dev.fovea.scenes.scene.Aspect;
import java.util.List;
import java.util.Optional;

/// What a question about the shown picture asks for.
public enum QuestionKind {
  /// The colour of a shape.
  COLOUR(Aspect.COLOUR),
  /// The shape that has a colour.
  SHAPE(Aspect.COLOUR),
  /// The place of a shape.
  PLACE(Aspect.PLACE),
  /// The shape at a place.
  AT(Aspect.PLACE),
  /// Whether a shape is small or big.
  SIZE(Aspect.SIZE),
  /// Whether there is a shape.
  PRESENCE(Aspect.PRESENCE),
  /// The number of shapes.
  COUNT(Aspect.COUNT),
  /// The colour of the shape that a person likes best, which the context tells.
  NAMED(Aspect.COLOUR),
  /// The place of a shape by a nickname that the context gives it.
  EARLIER(Aspect.PLACE),
  /// What a shape means, by a rule of the context for its colour.
  RULE(Aspect.COLOUR);

  private final Aspect aspect;

  QuestionKind(Aspect aspect) {
    this.aspect = aspect;
  }

  /// Whether the answer needs a sentence of the context besides the picture.
  public boolean needsText() {
    return clueForm().isPresent();
  }

  /// Every answer that a question of this kind can have.
  public List<String> answers() {
    return switch (this) {
      case COLOUR, NAMED -> Lexicon.COLOURS;
      case SHAPE, AT -> Lexicon.SHAPES;
      case PLACE, EARLIER -> Lexicon.PLACES;
      case SIZE -> Lexicon.SIZES;
      case PRESENCE -> List.of("yes", "no");
      case COUNT -> Lexicon.NUMBERS;
      case RULE -> Lexicon.MEANINGS;
    };
  }

  /// What the picture has to be looked at for: two questions of one aspect about one object give
  /// each other away.
  public Aspect aspect() {
    return aspect;
  }

  /// What a sentence of the context has to tell.
  public Optional<ClueForm> clueForm() {
    return switch (this) {
      case NAMED -> Optional.of(ClueForm.NAME);
      case EARLIER -> Optional.of(ClueForm.NICKNAME);
      case RULE -> Optional.of(ClueForm.MEANING);
      case COLOUR, SHAPE, PLACE, AT, SIZE, PRESENCE, COUNT -> Optional.empty();
    };
  }
}
