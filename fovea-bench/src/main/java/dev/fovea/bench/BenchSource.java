package dev.fovea.bench;

import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.model.decoder.TextPart;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.internal.model.tensors.DtypeChoice;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Libtorch;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.json.JsonView;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Which model is measured.
public sealed interface BenchSource {

  /// A model as Hugging Face publishes it.
  record Folder(Path path) implements BenchSource {}

  /// Random weights in the shape of a `config.json`; they live in memory only.
  record RandomWeights(Path config) implements BenchSource {}

  /// `config.json`, with fewer decoder layers where a number is given.
  ///
  /// @throws FoveaException if the model has fewer layers than that
  default JsonView config(OptionalInt layers) {
    JsonView config =
        switch (this) {
          case Folder(Path path) -> {
            ModelFolder folder = ModelFolder.open(path);
            Families.requireSupported(folder);
            yield folder.config();
          }
          case RandomWeights(Path path) -> JsonView.read(path);
        };
    return layers.isPresent() ? truncated(config, layers.getAsInt()) : config;
  }

  private static JsonView truncated(JsonView config, int layers) {
    int all = Families.text(config).layers();
    if (layers < 1 || layers > all) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "layers: expected 1 to %d, the layers of the model, found %d",
              all,
              layers));
    }
    return TextPart.changed(config, text -> text.with("num_hidden_layers", (long) layers));
  }

  /// Builds the model.
  default VisionLanguageModel load(EngineOptions options, OptionalInt layers) {
    Device device = Libtorch.device(options.device());
    JsonView config = config(layers);
    return switch (this) {
      case Folder(Path path) -> {
        Weights files = ModelFolder.open(path).weights();
        ScalarType dtype = DtypeChoice.of(options.dtype(), files, device);
        yield build(config, ModelWeights.of(files, dtype, device));
      }
      case RandomWeights _ -> {
        yield build(config, ModelWeights.random(0, randomDtype(options), device));
      }
    };
  }

  /// dtype of random weights: `auto` is bfloat16, in which models are published.
  static ScalarType randomDtype(EngineOptions options) {
    return DtypeChoice.named(options.dtype()).orElse(ScalarType.BFloat16);
  }

  private static VisionLanguageModel build(JsonView config, ModelWeights weights) {
    try {
      return Families.build(config, weights);
    } catch (RuntimeException | Error failure) {
      weights.close();
      throw failure;
    }
  }
}
