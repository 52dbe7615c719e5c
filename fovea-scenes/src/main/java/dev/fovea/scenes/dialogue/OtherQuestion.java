package dev.fovea.scenes.dialogue;

/// A question about another picture, whose answer cannot be known from what is shown.
public record OtherQuestion(String text, String answer) implements Request {}
