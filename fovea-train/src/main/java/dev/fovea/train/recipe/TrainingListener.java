package dev.fovea.train.recipe;

import dev.fovea.train.learn.StepResult;

/// Hears of the progress of a training.
public interface TrainingListener {

  /// A step that was taken.
  ///
  /// @param number from 1, over all stages
  /// @param stage that it belongs to
  /// @param learningRate of AdamW
  /// @param result losses, and the norm of the gradient
  /// @param tokens of the batch, visual ones and padding included
  /// @param seconds that it took
  record Step(
      long number,
      Stage stage,
      double learningRate,
      StepResult result,
      long tokens,
      double seconds) {}

  /// After every step.
  void step(Step step);

  /// After every look at held-out scenes.
  ///
  /// @param step after which it was taken
  /// @param accuracy of that look
  void look(long step, Accuracy accuracy);
}
