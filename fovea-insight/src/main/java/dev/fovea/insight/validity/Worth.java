package dev.fovea.insight.validity;

/// What a sentence is worth to a question.
public enum Worth {
  /// Without it the question cannot be answered.
  NEEDED,
  /// Has nothing to do with the question.
  FILLER,
  /// Looks like the needed one and answers another question.
  MISLEADING
}
