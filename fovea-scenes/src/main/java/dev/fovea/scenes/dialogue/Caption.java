package dev.fovea.scenes.dialogue;

/// A request to tell everything at once: what the shown picture holds, or what was said.
public record Caption(String text, String answer) implements Request {}
