package dev.fovea.builtin.data;

import java.util.Map;
import java.util.SplittableRandom;

/// What the text of a sample says of shapes and colours and no picture can tell: who likes which
/// shape best, its nickname, and what each colour means. All are one-to-one.
final class Associations {
  private final String[] names;
  private final String[] nicknames;
  private final String[] meanings;

  private Associations(String[] names, String[] nicknames, String[] meanings) {
    this.names = names;
    this.nicknames = nicknames;
    this.meanings = meanings;
  }

  static Associations draw(SplittableRandom random) {
    return new Associations(
        Draw.shuffled(random, Lexicon.NAMES.toArray(String[]::new)),
        Draw.shuffled(random, Lexicon.NICKNAMES.toArray(String[]::new)),
        Draw.shuffled(random, Lexicon.MEANINGS.toArray(String[]::new)));
  }

  /// Who likes this shape best.
  String name(Shape shape) {
    return names[shape.ordinal()];
  }

  String nickname(Shape shape) {
    return nicknames[shape.ordinal()];
  }

  String meaning(Colour colour) {
    return meanings[colour.ordinal()];
  }

  /// The sentence that tells a clue.
  Sentence tell(Clue clue, Worth worth, SplittableRandom random) {
    int index = clue.index();
    Map<String, String> words =
        clue.kind() == QuestionKind.RULE
            ? Map.of("colour", Lexicon.COLOURS.get(index), "meaning", meanings[index])
            : Map.of(
                "shape", Lexicon.SHAPES.get(index),
                "name", names[index],
                "nickname", nicknames[index]);
    return new Sentence(Phrases.clue(clue.kind(), random, words), worth);
  }
}
