package dev.fovea.engine.folder;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.weights.Adapter;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.json.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Finds the model that an adapter was made for.
final class AdapterBase {
  private static final String BASE = "base_model_name_or_path";

  private AdapterBase() {}

  /// The folder of the model that `adapter_config.json` names.
  ///
  /// @param folder the adapter's
  /// @throws FoveaException that says what to do where the model is not there
  static Path locate(Path folder, ModelLocator locator) {
    JsonView config = JsonView.read(folder.resolve(Adapter.CONFIG));
    String name = config.string(BASE);
    Path base;
    try {
      base = locator.locate(name);
    } catch (FoveaException e) {
      throw missing(folder, name, String.valueOf(e.getMessage()));
    }
    if (!Files.exists(base.resolve("config.json"))) {
      throw missing(folder, name, base + " has no config.json");
    }
    return base;
  }

  private static FoveaException missing(Path folder, String name, String why) {
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "%s: an adapter for the model %s (%s of %s), which is not here: %s",
            folder,
            Text.quote(name),
            BASE,
            Adapter.CONFIG,
            why));
  }
}
