package dev.fovea.train.recipe;

import dev.fovea.scenes.dialogue.Question;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.train.recipe.Accuracy.Tally;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/// Whether a training has learnt what it could not guess: the lower end of the 95 % interval of its
/// accuracy on held-out scenes lies above the best that can be reached without looking.
///
/// @param learnt answers of the model
/// @param low lower end of Wilson's 95 % interval of its accuracy
/// @param guessing accuracy on the same questions of always giving each kind's most frequent answer
///   to them, which is more than anybody could know who does not look
public record TrainingCheck(Tally learnt, double low, double guessing) {
  private static final int SAMPLES = 400;
  private static final double ERROR_RATE = 0.05;

  /// Checks a training that is done.
  public static TrainingCheck of(TrainingRun run) {
    Tally learnt = run.look(SAMPLES, TrainingRun.LOOK_TOKENS).all();
    List<Sample> samples = run.lookSamples(SAMPLES, TrainingRun.LOOK_TOKENS);
    return new TrainingCheck(learnt, wilsonLow(learnt), guessing(samples));
  }

  /// Whether it has.
  public boolean ok() {
    return low > guessing;
  }

  static double wilsonLow(Tally tally) {
    return BinomialConfidenceInterval.WILSON_SCORE
        .fromErrorRate(tally.asked(), tally.right(), ERROR_RATE)
        .getLowerBound();
  }

  static double guessing(List<Sample> samples) {
    Map<QuestionKind, Map<String, Integer>> counts = new EnumMap<>(QuestionKind.class);
    for (Sample sample : samples) {
      if (sample.exchanges().getLast().request() instanceof Question question) {
        counts
            .computeIfAbsent(question.kind(), _ -> new HashMap<>())
            .merge(question.answer(), 1, Integer::sum);
      }
    }
    int best =
        counts.values().stream()
            .mapToInt(answers -> answers.values().stream().mapToInt(i -> i).max().orElseThrow())
            .sum();
    return (double) best / samples.size();
  }
}
