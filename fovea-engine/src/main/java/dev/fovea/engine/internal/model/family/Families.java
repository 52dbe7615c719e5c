package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.tensors.CheckedTensors;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tensors.RecordedTensors;
import dev.fovea.engine.internal.model.tensors.TensorShape;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.text.Tokenizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The families that can be loaded. A new family is one file and one line here.
public final class Families {
  private static final Map<String, Family> FAMILIES = new TreeMap<>();

  static {
    put("gemma3", Gemma3.TEXT, Gemma3::load);
    put("idefics3", Idefics3.TEXT, Idefics3::load);
    put("internvl", InternVl.TEXT, InternVl::load);
    put("llava", Llava.TEXT, Llava::load);
    put("llava_next", LlavaNext.TEXT, LlavaNext::load);
    put("llava_onevision", LlavaOnevision.TEXT, LlavaOnevision::load);
    put("mistral3", Mistral3.TEXT, Mistral3::load);
    put("qwen2_5_vl", Qwen25Vl.TEXT, Qwen25Vl::load);
    put("qwen2_vl", Qwen2Vl.TEXT, Qwen2Vl::load);
    put("qwen3_vl", Qwen3Vl.TEXT, Qwen3Vl::load);
    put("smolvlm", Idefics3.TEXT, Idefics3::load);
  }

  private Families() {}

  /// What there is to know of a family from outside.
  ///
  /// @param text where its `config.json` describes the decoder
  private record Family(TextPart text, Loader loader) {}

  private static void put(String type, TextPart text, Loader loader) {
    FAMILIES.put(type, new Family(text, loader));
  }

  /// Builds a model on its weights.
  @FunctionalInterface
  interface Loader {
    VisionLanguageModel load(ModelSettings settings, ModelWeights weights);
  }

  /// Names of the families, as `model_type` has them.
  public static List<String> names() {
    return List.copyOf(FAMILIES.keySet());
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
        .filter(quantization -> !quantization.keys().isEmpty())
        .ifPresent(quantization -> {
          throw new UnsupportedException(
              String.format(
                  Locale.ROOT,
                  "config.json: quantization_config: weights quantised with %s are not supported; expected float32, bfloat16 or float16",
                  quantization.string("quant_method", "an unnamed method")));
        });
  }

  /// Reads what a `config.json` says of the decoder; that of a family which is not ours as if it
  /// were of the Llama line.
  public static TextConfig text(JsonView config) {
    return textPart(config).read(config);
  }

  /// The keys of a `config.json` that describe the decoder, with the `model_type` of its class.
  public static JsonView textKeys(JsonView config) {
    return textPart(config).keys(config);
  }

  private static TextPart textPart(JsonView config) {
    Family family = FAMILIES.get(config.string("model_type", ""));
    return family == null ? TextPart.LLAMA_LINE : family.text();
  }

  private static Loader loader(JsonView config) {
    String type = config.string("model_type");
    Family family = FAMILIES.get(type);
    if (family == null) {
      throw new UnsupportedException(
          String.format(
              Locale.ROOT,
              "config.json: model family '%s' is not supported; supported: %s",
              type,
              String.join(", ", names())));
    }
    return family.loader();
  }

  /// Loads the model of a folder; the weights are closed together with it.
  ///
  /// @param tokenizer of the same folder
  public static VisionLanguageModel load(
      ModelFolder folder, ModelWeights weights, Tokenizer tokenizer) {
    VisionLanguageModel model =
        loader(folder.config()).load(ModelSettings.of(folder, tokenizer), weights);
    weights.requireUsed();
    return model;
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
  /// @throws dev.fovea.engine.error.FoveaException that names the first part that is missing or
  ///   wrong, or how many tensors
  public static TextConfig check(
      ModelFolder folder,
      Tokenizer tokenizer,
      Weights weights,
      Consumer<VisionLanguageModel> look) {
    CheckedTensors checked = new CheckedTensors(weights);
    try (VisionLanguageModel model = load(folder, ModelWeights.without(checked), tokenizer)) {
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
