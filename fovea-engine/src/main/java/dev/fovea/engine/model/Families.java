package dev.fovea.engine.model;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.weights.ModelFolder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The families that can be loaded. A new family is one file and one line here.
public final class Families {
  private static final Map<String, Loader> LOADERS = new TreeMap<>(Map.of("llava", Llava::load));

  private Families() {}

  /// Builds a model on the weights of its folder.
  @FunctionalInterface
  interface Loader {
    VisionLanguageModel load(ModelFolder folder, ModelWeights weights);
  }

  /// Names of the families, as `model_type` has them.
  public static List<String> names() {
    return List.copyOf(LOADERS.keySet());
  }

  /// Makes sure, before any weights are touched, that the folder's family is one of ours.
  public static void requireSupported(ModelFolder folder) {
    loader(folder);
  }

  private static Loader loader(ModelFolder folder) {
    String family = folder.config().string("model_type");
    Loader loader = LOADERS.get(family);
    if (loader == null) {
      throw new FoveaException(
          "%s: model family '%s' is not supported; supported: %s"
              .formatted(folder.path().resolve("config.json"), family, String.join(", ", names())));
    }
    return loader;
  }

  /// Loads the model of a folder; the weights are closed together with it.
  public static VisionLanguageModel load(ModelFolder folder, ModelWeights weights) {
    return loader(folder).load(folder, weights);
  }
}
