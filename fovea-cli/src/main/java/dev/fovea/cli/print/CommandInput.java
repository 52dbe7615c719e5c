package dev.fovea.cli.print;

import java.nio.file.Path;

/// A file that a command reads.
///
/// @param option by which it was given, as messages name it
public record CommandInput(String option, Path path) {}
