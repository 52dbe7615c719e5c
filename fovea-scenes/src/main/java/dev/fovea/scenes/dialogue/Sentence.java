package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.Worth;

/// A sentence of the context.
public record Sentence(String text, Worth worth) implements Part {}
