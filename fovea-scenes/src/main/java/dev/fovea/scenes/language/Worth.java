package dev.fovea.scenes.language;

/// What a sentence of the context is worth for a sample's questions about the shown picture.
public enum Worth {
  /// A question cannot be answered without it.
  NEEDED,
  /// True about the shown picture, and not needed.
  TRUE,
  /// A story, a note or a list without any picture.
  NEUTRAL,
  /// About another picture.
  OTHER,
  /// False about the shown picture.
  MISLEADING,
  /// Has the form of a needed sentence, but is about another person, nickname or colour.
  DISTRACTOR
}
