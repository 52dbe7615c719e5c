package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.scene.Scene;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/// Puts sentences and requests at places of a dialogue as long as the budget of tokens lasts.
final class DialogueBuilder {
  /// `USER: ` before and ` ASSISTANT:` and `</s>` after a request.
  static final int TEMPLATE_TOKENS = 5;

  /// The space before the picture and the end of the line after it.
  private static final int PICTURE_TOKENS = 2;

  private final ToIntFunction<String> tokens;
  private final int budget;
  private final List<Placed> parts = new ArrayList<>();
  private int used = PICTURE_TOKENS;

  DialogueBuilder(ToIntFunction<String> tokens, int budget) {
    this.tokens = tokens;
    this.budget = budget;
  }

  /// Whether the part fitted in and so was added.
  ///
  /// @param place among the other parts: those of smaller numbers stand before it
  boolean add(double place, Part part) {
    int needed = tokens(part);
    if (used + needed > budget) {
      return false;
    }
    used += needed;
    parts.add(new Placed(place, part));
    return true;
  }

  /// Whether the question and the sentence that it needs fitted in and so were added. The first
  /// question is added in any case: a dialogue has at least one.
  ///
  /// @param neededPlace of the sentence that it needs, if it needs one
  boolean ask(double place, double neededPlace, Question question) {
    int cost = tokens(question) + question.needed().map(this::tokens).orElse(0);
    if (used + cost > budget && !parts.isEmpty()) {
      return false;
    }
    used += cost;
    question.needed().ifPresent(sentence -> parts.add(new Placed(neededPlace, sentence)));
    parts.add(new Placed(place, question));
    return true;
  }

  /// The dialogue; sentences after the last request are left out.
  Sample build(Scene scene) {
    parts.sort(Comparator.comparingDouble(Placed::place));
    List<Exchange> exchanges = new ArrayList<>();
    List<Sentence> context = new ArrayList<>();
    for (Placed placed : parts) {
      switch (placed.part()) {
        case Sentence sentence -> context.add(sentence);
        case Request request -> {
          exchanges.add(new Exchange(context, request));
          context.clear();
        }
      }
    }
    return new Sample(scene, exchanges);
  }

  private int tokens(Part part) {
    return switch (part) {
      case Sentence sentence -> tokens.applyAsInt(sentence.text());
      case Request request ->
          tokens.applyAsInt(request.text()) + tokens.applyAsInt(request.answer()) + TEMPLATE_TOKENS;
    };
  }

  private record Placed(double place, Part part) {}
}
