package dev.fovea.scenes.dialogue;

/// How a sample's dialogue is built.
public enum SampleForm {
  /// Many questions about the picture; no context but what they need.
  SHORT,
  /// Questions about the picture between passages and questions about other pictures.
  INTERLEAVED,
  /// A long context, then one to three questions about the picture.
  FINAL,
  /// The description of the whole picture.
  CAPTION,
  /// All objects in random order, each named by one of its attributes and told by the others.
  LISTING,
  /// Sentences that give names, nicknames and meanings, then what they say in another order.
  GLOSSARY
}
