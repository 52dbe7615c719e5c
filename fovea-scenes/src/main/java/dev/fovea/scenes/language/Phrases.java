package dev.fovea.scenes.language;

import dev.fovea.scenes.scene.Draw;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// How questions and the sentences that they need are put into words.
public final class Phrases {
  private static final List<String> SHOWN =
      List.of(
          "in this picture, ",
          "in the picture above, ",
          "in the shown picture, ",
          "look at the picture: ",
          "look at this picture: ");

  /// Share of the questions about the shown picture that name it.
  private static final double SHOWN_SHARE = 0.85;

  private static final Map<QuestionKind, List<Template>> QUESTIONS =
      Map.of(
          QuestionKind.COLOUR,
          Template.list(
              "what colour is the {shape}?",
              "which colour does the {shape} have?",
              "tell me the colour of the {shape}."),
          QuestionKind.SHAPE,
          Template.list(
              "which shape is {colour}?",
              "what shape is {colour}?",
              "tell me which shape is {colour}."),
          QuestionKind.PLACE,
          Template.list(
              "where is the {shape}?",
              "where can you see the {shape}?",
              "tell me where the {shape} is."),
          QuestionKind.AT,
          Template.list(
              "which shape is at the {place}?",
              "what shape is at the {place}?",
              "what can you see at the {place}?"),
          QuestionKind.SIZE,
          Template.list(
              "is the {shape} small or big?",
              "is the {shape} big or small?",
              "what size does the {shape} have?"),
          QuestionKind.PRESENCE,
          Template.list("is there a {shape}?", "can you see a {shape}?", "do you see a {shape}?"),
          QuestionKind.COUNT,
          Template.list(
              "how many shapes are there?",
              "how many shapes can you see?",
              "what is the number of shapes?"),
          QuestionKind.NAMED,
          Template.list(
              "what colour is the shape that {name} likes best?",
              "which colour does the shape that {name} likes best have?"),
          QuestionKind.EARLIER,
          Template.list(
              "where is {nickname}?",
              "where can you see {nickname}?",
              "tell me where {nickname} is."),
          QuestionKind.RULE,
          Template.list(
              "what does the {shape} mean in this game?",
              "tell me what the {shape} means in this game."));

  private static final Map<ClueForm, List<Template>> CLUES =
      Map.of(
          ClueForm.NAME,
          Template.list(
              "{name} likes the {shape} best.",
              "The {shape} is what {name} likes best.",
              "Of all shapes {name} likes the {shape} best."),
          ClueForm.NICKNAME,
          Template.list(
              "Let us call the {shape} {nickname}.",
              "The name of the {shape} is {nickname}.",
              "We call the {shape} {nickname}."),
          ClueForm.MEANING,
          Template.list(
              "In this game {colour} means {meaning}.",
              "The rule of this game is that {colour} means {meaning}."));

  private Phrases() {}

  /// A question about the shown picture.
  public static String question(
      QuestionKind kind, SplittableRandom random, Map<String, String> known) {
    String text = Draw.one(random, QUESTIONS, kind).fill(random, known);
    return random.nextDouble() < SHOWN_SHARE ? joined(Draw.one(random, SHOWN), text) : text;
  }

  /// A question about another picture.
  public static String otherQuestion(QuestionKind kind, SplittableRandom random) {
    String text = Draw.one(random, QUESTIONS, kind).fill(random);
    return joined(Draw.one(random, Lexicon.slot("source")) + ", ", text);
  }

  /// A sentence that tells a clue.
  public static String clue(ClueForm form, SplittableRandom random, Map<String, String> known) {
    return Draw.one(random, CLUES, form).fill(random, known);
  }

  private static String joined(String opening, String question) {
    return Character.toUpperCase(opening.charAt(0))
        + opening.substring(1)
        + Character.toLowerCase(question.charAt(0))
        + question.substring(1);
  }
}
