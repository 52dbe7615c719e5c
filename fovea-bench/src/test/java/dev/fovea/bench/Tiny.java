package dev.fovea.bench;

import java.nio.file.Path;

/// The small model of the repository's fixtures.
final class Tiny {
  static final Path FOLDER = Path.of("..", "fixtures", "llava");
  static final Path CONFIG = FOLDER.resolve("config.json");

  private Tiny() {}
}
