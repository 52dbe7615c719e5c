package dev.fovea.builtin.data;

/// A question about another picture, whose answer cannot be known from what is shown.
public record OtherQuestion(String text, String answer) implements Request {}
