package dev.fovea.builtin.data;

/// A sentence of the context.
public record Sentence(String text, Worth worth) implements Part {}
