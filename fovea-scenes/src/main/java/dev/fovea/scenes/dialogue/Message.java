package dev.fovea.scenes.dialogue;

/// A message of a dialogue as the chat template takes it.
///
/// @param user whether the user wrote it; else the assistant did
public record Message(boolean user, String text) {}
