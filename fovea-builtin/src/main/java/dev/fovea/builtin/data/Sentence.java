package dev.fovea.builtin.data;

/// A sentence of the context.
///
/// @param text from its capital to its full stop
public record Sentence(String text, Worth worth) {}
