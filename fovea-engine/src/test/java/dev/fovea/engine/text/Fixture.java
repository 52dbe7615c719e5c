package dev.fovea.engine.text;

import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A reference model in `fixtures/`, with what transformers computes on it.
record Fixture(Path folder) {

  static Fixture of(String name) {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.isDirectory(directory.resolve("fixtures"))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("no folder fixtures above " + Path.of("").toAbsolutePath());
    }
    return new Fixture(directory.resolve("fixtures").resolve(name));
  }

  JsonNode json(String file) {
    return JsonMapper.shared().readTree(folder.resolve(file));
  }

  static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
