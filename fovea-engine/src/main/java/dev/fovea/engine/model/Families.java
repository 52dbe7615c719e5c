package dev.fovea.engine.model;

import dev.fovea.engine.UnsupportedException;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.engine.weights.JsonView;
import dev.fovea.engine.weights.ModelFolder;
import dev.fovea.engine.weights.Weights;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The families that can be loaded. A new family is one file and one line here.
public final class Families {
  private static final Map<String, Loader> LOADERS = new TreeMap<>();

  static {
    LOADERS.put("gemma3", Gemma3::load);
    LOADERS.put("idefics3", Idefics3::load);
    LOADERS.put("internvl", InternVl::load);
    LOADERS.put("llava", Llava::load);
    LOADERS.put("llava_next", LlavaNext::load);
    LOADERS.put("llava_onevision", LlavaOnevision::load);
    LOADERS.put("mistral3", Mistral3::load);
    LOADERS.put("qwen2_5_vl", Qwen25Vl::load);
    LOADERS.put("qwen2_vl", Qwen2Vl::load);
    LOADERS.put("qwen3_vl", Qwen3Vl::load);
    LOADERS.put("smolvlm", Idefics3::load);
  }

  private Families() {}

  /// Builds a model on its weights.
  @FunctionalInterface
  interface Loader {
    VisionLanguageModel load(ModelSettings settings, ModelWeights weights);
  }

  /// Names of the families, as `model_type` has them.
  public static List<String> names() {
    return List.copyOf(LOADERS.keySet());
  }

  /// Makes sure, before any weights are touched, that the folder's family is one of ours.
  ///
  /// @throws UnsupportedException if it is not
  public static void requireSupported(ModelFolder folder) {
    try {
      loader(folder.config());
      requirePlainWeights(folder.config());
    } catch (UnsupportedException unsupported) {
      throw new UnsupportedException(folder.path() + ": " + unsupported.getMessage());
    }
  }

  private static void requirePlainWeights(JsonView config) {
    config
        .objectIfPresent("quantization_config")
        .ifPresent(quantization -> {
          throw new UnsupportedException(
              String.format(
                  Locale.ROOT,
                  "config.json: quantization_config: weights quantised with %s are not supported; expected float32, bfloat16 or float16",
                  quantization.string("quant_method", "an unnamed method")));
        });
  }

  private static Loader loader(JsonView config) {
    String family = config.string("model_type");
    Loader loader = LOADERS.get(family);
    if (loader == null) {
      throw new UnsupportedException(
          String.format(
              Locale.ROOT,
              "config.json: model family '%s' is not supported; supported: %s",
              family,
              String.join(", ", names())));
    }
    return loader;
  }

  /// Loads the model of a folder; the weights are closed together with it.
  ///
  /// @param tokenizer of the same folder
  public static VisionLanguageModel load(
      ModelFolder folder, ModelWeights weights, Tokenizer tokenizer) {
    return loader(folder.config()).load(ModelSettings.of(folder, tokenizer), weights);
  }

  /// Builds a model of some shape, for which there need not be a folder; pictures come in the size
  /// that its tower takes.
  ///
  /// @param config as in `config.json`
  /// @param weights closed together with the model
  public static VisionLanguageModel build(JsonView config, ModelWeights weights) {
    return loader(config).load(ModelSettings.of(config), weights);
  }

  /// Builds the model of a folder without reading weights, to see whether every part of it is
  /// there: the network, the image processor, and every tensor in its shape.
  ///
  /// @param look sees the model before it is gone; it has no weights
  /// @return the shape of its decoder
  /// @throws dev.fovea.engine.FoveaException that names the first part that is missing or wrong, or
  ///   how many tensors
  public static TextConfig check(
      ModelFolder folder,
      Tokenizer tokenizer,
      Weights weights,
      Consumer<VisionLanguageModel> look) {
    CheckedTensors checked = new CheckedTensors(weights);
    try (VisionLanguageModel model =
        loader(folder.config())
            .load(ModelSettings.of(folder, tokenizer), ModelWeights.without(checked))) {
      checked.requireComplete(folder.path());
      look.accept(model);
      return model.text().config();
    }
  }

  /// The tensors that a folder with a model of some shape has to hold, in the order in which they
  /// are loaded; taken from the loading itself, without any weights.
  ///
  /// @param config as in `config.json`
  public static List<TensorShape> tensors(JsonView config) {
    RecordedTensors asked = new RecordedTensors();
    build(config, ModelWeights.without(asked)).close();
    return asked.asked();
  }
}
