package dev.fovea.insight.dependency;

import dev.fovea.engine.Engine;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.insight.image.ImageCondition;
import dev.fovea.insight.image.ImageConditions;
import dev.fovea.pruning.PruningPolicy;
import java.util.List;
import java.util.Optional;

/// How much an answer depends on the picture: the same prompt with the picture visible and with
/// something else in its place, the context whole and pruned.
///
/// @param reference the answer whose probability is followed
/// @param outcomes by context, [ImageCondition#VISIBLE] first
public record VisualDependency(Reference reference, List<Outcome> outcomes) {

  public VisualDependency {
    outcomes = List.copyOf(outcomes);
  }

  /// Which text the model reads.
  public enum Context {
    FULL,
    PRUNED
  }

  /// Which rows of the prompt stay where the context is pruned.
  public enum RowChoice {
    /// Chosen under each condition by the scores that the model then gives.
    ANEW,
    /// Those chosen while the picture was visible, so that the text read is the same.
    FIXED
  }

  /// How to measure.
  ///
  /// @param pictures what is shown in the place of the pictures
  /// @param rows which rows stay where the context is pruned
  /// @param reference the answer whose probability is followed; empty for what the model itself
  ///   answers, greedily, to the visible picture and the full context
  /// @param answerTokens tokens of an answer at most
  public record Options(
      ImageConditions pictures, RowChoice rows, Optional<String> reference, int answerTokens) {

    /// The model's own answer of at most 32 tokens, rows chosen anew.
    public static final Options DEFAULT =
        new Options(ImageConditions.DEFAULT, RowChoice.ANEW, Optional.empty(), 32);

    public Options {
      if (answerTokens < 1) {
        throw new FoveaException("tokens of an answer: expected 1 or more, found " + answerTokens);
      }
      if (reference.isPresent() && reference.get().isBlank()) {
        throw new FoveaException("reference answer: expected some text, found none");
      }
    }
  }

  /// The answer whose probability is followed.
  ///
  /// @param tokens as the model would write it; the model's own answer with its end token, if it
  ///   came to one
  /// @param given whether somebody gave it; else it is the model's own
  public record Reference(String text, List<Integer> tokens, boolean given) {
    public Reference {
      tokens = List.copyOf(tokens);
    }
  }

  /// What came of one condition in one context. All logarithms are natural ones; what is compared
  /// is compared with the visible picture in the same context.
  ///
  /// @param visualTokens how many visual tokens the pictures became; where that differs from those
  ///   of the visible picture, the difference is part of what is measured
  /// @param tokens rows of the prompt that the model read
  /// @param divergence KL(visible || condition) of the answer's first token, in nats
  /// @param logProbabilities of each token of the reference answer, those before it given
  /// @param change of their sum
  /// @param answer the model's own, greedily
  /// @param changed whether it reads differently
  public record Outcome(
      ImageCondition condition,
      Context context,
      int visualTokens,
      int tokens,
      double divergence,
      List<Double> logProbabilities,
      double change,
      String answer,
      boolean changed) {

    public Outcome {
      logProbabilities = List.copyOf(logProbabilities);
    }

    /// Logarithm of the reference answer's probability.
    public double logProbability() {
      return logProbabilities.stream().mapToDouble(Double::doubleValue).sum();
    }

    /// [#change] divided by the number of tokens.
    public double changePerToken() {
      return change / logProbabilities.size();
    }
  }

  /// What came of a condition in a context, if it was measured.
  public Optional<Outcome> outcome(ImageCondition condition, Context context) {
    return outcomes.stream()
        .filter(outcome -> outcome.condition() == condition && outcome.context() == context)
        .findFirst();
  }

  /// Whether every condition has as many visual tokens as the visible picture.
  public boolean sameVisualTokens() {
    return outcomes.stream().mapToInt(Outcome::visualTokens).distinct().count() == 1;
  }

  /// Measures one prompt.
  ///
  /// @param policy how the context is pruned; empty for the full context alone
  /// @throws FoveaException if the prompt has no picture, or a condition cannot be shown
  public static VisualDependency measure(
      Engine engine, Prompt prompt, Optional<PruningPolicy> policy, Options options) {
    return new DependencyRun(engine, prompt, policy, options).measure();
  }
}
