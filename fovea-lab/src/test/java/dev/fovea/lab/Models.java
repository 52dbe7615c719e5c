package dev.fovea.lab;

import dev.fovea.builtin.BuiltinModel;
import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import java.util.Map;

/// The model that tests ask.
final class Models {
  private Models() {}

  static Engine builtin() {
    return Engine.load(
        BuiltinModel.folder(Map.of("XDG_CACHE_HOME", "target/cache")),
        new EngineOptions("float32", "cpu", 1));
  }
}
