package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.scenes.scene.SceneGenerator;
import dev.fovea.scenes.scene.SeedStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/// Seeded samples with one question after a context of any length: the same index has the same
/// picture, question and needed sentence at every length, and a longer context holds every sentence
/// of a shorter one in the same order. No sentence states anything about the shown picture.
public final class EvaluationSamples {
  private final SampleSettings settings;
  private final List<QuestionKind> kinds;
  private final ToIntFunction<String> tokens;
  private final long seed;

  /// @param settings which kinds and numbers of objects are asked for; its shares are not used
  /// @param tokens counts the tokens of a text;
  ///   [TokenCount.approximate][dev.fovea.scenes.language.TokenCount#approximate] will do
  public EvaluationSamples(SampleSettings settings, ToIntFunction<String> tokens, long seed) {
    this.settings = settings;
    this.kinds = settings.kinds().stream().sorted().toList();
    this.tokens = tokens;
    this.seed = seed;
  }

  /// The sample of this index; the kinds of questions take turns.
  ///
  /// @param budget of text tokens, as in [SampleGenerator#sample]
  public Sample sample(int index, int budget) {
    SplittableRandom random = SeedStream.EVALUATION.random(seed, index);
    Scene scene = SceneGenerator.scene(random, settings.fewestObjects(), settings.mostObjects());
    Associations associations = Associations.draw(random);
    QuestionWriter questions = new QuestionWriter(scene, associations, random);
    Question question = questions.draw(List.of(kinds.get(index % kinds.size()))).orElseThrow();
    DialogueBuilder dialogue = new DialogueBuilder(tokens, budget);
    dialogue.ask(1, random.nextDouble(), question);
    // Sentences keep their random places at every length, so that a longer context adds between
    // those of a shorter one and the needed sentence is equally likely everywhere.
    SampleGenerator.fill(
        dialogue, new ContextWriter(associations, questions.clues(), random), random);
    return dialogue.build(scene);
  }

  /// The sample with one misleading statement about the asked fact in the middle of its context,
  /// and the answer that it suggests; nothing for kinds other than colour, shape, place and size.
  ///
  /// @param sample whose last request is a question about its picture
  public static Optional<Planted> planted(Sample sample) {
    if (!(sample.exchanges().getLast().request() instanceof Question question)
        || !Statements.KINDS.contains(question.kind())) {
      return Optional.empty();
    }
    Statements.Falsehood falsehood =
        Statements.falsehood(
            question.kind(),
            sample.scene().objects().get(question.subject()),
            new SplittableRandom(sample.scene().seed()));
    int sentences = sample.exchanges().stream().mapToInt(turn -> turn.context().size()).sum();
    return Optional.of(
        new Planted(inserted(sample, sentences / 2, falsehood.sentence()), falsehood.suggested()));
  }

  /// The sample with a sentence after the first `before` ones.
  private static Sample inserted(Sample sample, int before, Sentence sentence) {
    List<Exchange> exchanges = new ArrayList<>(sample.exchanges());
    int index = 0;
    int left = before;
    while (left > exchanges.get(index).context().size()) {
      left -= exchanges.get(index).context().size();
      index++;
    }
    List<Sentence> context = new ArrayList<>(exchanges.get(index).context());
    context.add(left, sentence);
    exchanges.set(index, new Exchange(context, exchanges.get(index).request()));
    return new Sample(sample.scene(), exchanges);
  }

  /// A sample with a planted statement.
  ///
  /// @param suggested the answer that follows from the false statement
  public record Planted(Sample sample, String suggested) {}
}
