package dev.fovea.train.recipe;

import dev.fovea.scenes.dialogue.EvaluationSamples;
import dev.fovea.scenes.dialogue.Question;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.train.learn.Batch;
import dev.fovea.train.learn.Learner;
import dev.fovea.train.recipe.Accuracy.Tally;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Accuracy on scenes that are not trained on: an answer is right if all of its tokens, the end
/// among them, are the most likely ones, which is what greedy generation would say.
final class HeldOut {
  private static final int TOGETHER = 8;

  private final Learner learner;
  private final Batches batches;
  private final DialogueText dialogues;

  HeldOut(Learner learner, Batches batches, DialogueText dialogues) {
    this.learner = learner;
    this.batches = batches;
    this.dialogues = dialogues;
  }

  /// Answers some samples, of which each ends with a question.
  Accuracy check(EvaluationSamples samples, int count, int budget) {
    Map<QuestionKind, Tally> tallies = new EnumMap<>(QuestionKind.class);
    for (int first = 0; first < count; first += TOGETHER) {
      List<Sample> some =
          IntStream.range(first, Math.min(count, first + TOGETHER))
              .mapToObj(i -> samples.sample(i, budget))
              .toList();
      tally(some, tallies);
    }
    return new Accuracy(tallies);
  }

  private void tally(List<Sample> samples, Map<QuestionKind, Tally> tallies) {
    List<DialogueText.Tokens> texts =
        samples.stream().map(sample -> lastAnswer(dialogues.of(sample, 1, 0))).toList();
    Batch batch = batches.assemble(samples, texts, false);
    int[] predicted = learner.predictions(List.of(batch)).getFirst();
    List<Boolean> right = new ArrayList<>();
    int next = 0;
    for (DialogueText.Tokens text : texts) {
      boolean all = true;
      for (int i = 0; i < text.ids().length; i++) {
        if (text.weights()[i] > 0) {
          all &= predicted[next] == text.ids()[i];
          next++;
        }
      }
      right.add(all);
    }
    for (int i = 0; i < samples.size(); i++) {
      if (samples.get(i).exchanges().getLast().request() instanceof Question question) {
        boolean good = right.get(i);
        tallies.merge(question.kind(), new Tally(good ? 1 : 0, 1), Tally::plus);
      }
    }
  }

  /// Only the last answer counts.
  private static DialogueText.Tokens lastAnswer(DialogueText.Tokens text) {
    float[] weights = text.weights().clone();
    int last = weights.length - 1;
    while (last > 0 && weights[last] > 0) {
      last--;
    }
    for (int i = 0; i <= last; i++) {
      weights[i] = 0;
    }
    return new DialogueText.Tokens(text.ids(), weights, text.answered());
  }
}
