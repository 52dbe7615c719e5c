package dev.fovea.builtin.data;

/// A request to describe the shown picture; the answer names all objects in reading order.
public record Caption(String text, String answer) implements Request {}
