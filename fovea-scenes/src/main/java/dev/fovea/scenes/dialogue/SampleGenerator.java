package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.scene.Draw;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.scenes.scene.SceneGenerator;
import dev.fovea.scenes.scene.SceneObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/// Draws training samples. Safe for use by many threads if the token counter is.
public final class SampleGenerator {
  /// In short samples a needed sentence stands at most this many questions before the first one
  /// that could follow it.
  private static final int MOST_AHEAD = 3;

  private static final int MOST_INTERLEAVED = 5;
  private static final int MOST_TRUTHS = 3;

  /// Share of the statements that keep away from the objects that are asked about.
  private static final double OFF_SUBJECT = 0.8;

  private final SampleSettings settings;
  private final List<QuestionKind> kinds;
  private final ToIntFunction<String> tokens;

  /// @param tokens counts the tokens of a text;
  ///   [TokenCount.approximate][dev.fovea.scenes.language.TokenCount#approximate] will do
  public SampleGenerator(SampleSettings settings, ToIntFunction<String> tokens) {
    this.settings = settings;
    this.kinds = settings.kinds().stream().sorted().toList();
    this.tokens = tokens;
  }

  /// Draws one sample.
  ///
  /// @param budget of text tokens: of all messages and of the template's words between them,
  ///   without the words before the picture; held where one question fits in, and not used for
  ///   captions, listings and glossaries
  /// @param random usually [SeedStream.random][dev.fovea.scenes.scene.SeedStream#random] of the
  ///   sample's index
  public Sample sample(SampleForm form, int budget, SplittableRandom random) {
    Scene scene = SceneGenerator.scene(random, settings.fewestObjects(), settings.mostObjects());
    return switch (form) {
      case SHORT, INTERLEAVED, FINAL -> dialogue(form, budget, scene, random);
      case CAPTION ->
          new Sample(scene, List.of(new Exchange(List.of(), Captions.caption(scene, random))));
      case LISTING -> new Sample(scene, List.of(Listing.exchange(scene, random)));
      case GLOSSARY -> new Sample(scene, Glossary.exchanges(random));
    };
  }

  private Sample dialogue(SampleForm form, int budget, Scene scene, SplittableRandom random) {
    Associations associations = Associations.draw(random);
    QuestionWriter questions = new QuestionWriter(scene, associations, random);
    DialogueBuilder dialogue = new DialogueBuilder(tokens, budget);
    if (form == SampleForm.SHORT) {
      askClosely(dialogue, questions, random);
      return dialogue.build(scene);
    }
    if (form == SampleForm.INTERLEAVED) {
      askBetween(dialogue, questions, random);
    } else {
      askAtTheEnd(dialogue, questions, random);
    }
    addStatements(dialogue, scene, questions, random);
    fill(dialogue, new ContextWriter(associations, questions.clues(), random), random);
    return dialogue.build(scene);
  }

  /// Adds context at random places in front of 1 until the next sentence does not fit in.
  static void fill(DialogueBuilder dialogue, ContextWriter context, SplittableRandom random) {
    boolean fits = true;
    while (fits) {
      fits = dialogue.add(random.nextDouble(), context.next());
    }
  }

  private void askClosely(
      DialogueBuilder dialogue, QuestionWriter questions, SplittableRandom random) {
    for (int i = 0; i < settings.mostQuestions(); i++) {
      double ahead = 0.5 + random.nextInt(Math.min(i, MOST_AHEAD) + 1);
      if (!ask(dialogue, questions, i, i - ahead)) {
        return;
      }
    }
  }

  /// The last question ends the dialogue.
  private void askBetween(
      DialogueBuilder dialogue, QuestionWriter questions, SplittableRandom random) {
    int most = Math.min(MOST_INTERLEAVED, settings.mostQuestions());
    double[] places = random.doubles(random.nextInt(Math.min(2, most), most + 1)).toArray();
    places[0] = 1;
    Arrays.sort(places);
    for (double place : places) {
      if (!ask(dialogue, questions, place, random.nextDouble(place))) {
        return;
      }
    }
  }

  private void askAtTheEnd(
      DialogueBuilder dialogue, QuestionWriter questions, SplittableRandom random) {
    int count = Math.min(settings.mostQuestions(), Math.max(1, random.nextInt(8) - 4));
    for (int i = 0; i < count; i++) {
      if (!ask(dialogue, questions, i + 1, random.nextDouble())) {
        return;
      }
    }
  }

  private boolean ask(
      DialogueBuilder dialogue, QuestionWriter questions, double place, double neededPlace) {
    Optional<Question> question = questions.draw(kinds);
    return question.isPresent() && dialogue.ask(place, neededPlace, question.get());
  }

  private void addStatements(
      DialogueBuilder dialogue, Scene scene, QuestionWriter questions, SplittableRandom random) {
    double share = random.nextDouble();
    if (share < settings.misleadingShare()) {
      SceneObject object = Draw.one(random, scene.objects());
      dialogue.add(random.nextDouble(), Statements.falsehood(object, random).sentence());
    } else if (share < settings.misleadingShare() + settings.trueShare()) {
      int count = random.nextInt(1, MOST_TRUTHS + 1);
      for (int i = 0; i < count; i++) {
        SceneObject object = stated(scene, questions, random);
        dialogue.add(random.nextDouble(), Statements.truth(object, random));
      }
    }
  }

  private static SceneObject stated(
      Scene scene, QuestionWriter questions, SplittableRandom random) {
    List<SceneObject> others = questions.notAskedAbout();
    boolean away = !others.isEmpty() && random.nextDouble() < OFF_SUBJECT;
    return Draw.one(random, away ? others : scene.objects());
  }
}
