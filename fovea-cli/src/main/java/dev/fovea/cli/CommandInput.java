package dev.fovea.cli;

import java.nio.file.Path;

/// A file that a command reads.
///
/// @param option by which it was given, as messages name it
record CommandInput(String option, Path path) {}
