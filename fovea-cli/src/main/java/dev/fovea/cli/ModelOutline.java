package dev.fovea.cli;

import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.model.Families;
import dev.fovea.engine.model.TextConfig;
import dev.fovea.engine.weights.DType;
import dev.fovea.engine.weights.JsonView;
import dev.fovea.engine.weights.ModelFolder;
import dev.fovea.engine.weights.Weights;
import java.nio.file.Path;
import java.util.Locale;

/// What a model folder says of itself before any tensor is loaded: `config.json` and the headers of
/// its weights.
///
/// @param family `model_type`
/// @param storedDtype what most bytes of the weights are stored in
/// @param parameters number of weights
/// @param fileBytes bytes of the weights as they are stored
record ModelOutline(
    Path folder,
    String family,
    TextConfig text,
    String storedDtype,
    long parameters,
    long fileBytes) {
  static ModelOutline read(ModelFolder folder) {
    JsonView config = folder.config();
    TextConfig text = Families.text(config);
    try (Weights weights = folder.weights()) {
      return new ModelOutline(
          folder.path(),
          config.string("model_type"),
          text,
          weights.mainDType().name(),
          weights.elements(),
          weights.totalBytes());
    }
  }

  /// What the weights take in memory on the CPU, computing with this `--dtype`.
  long weightBytes(String dtype) {
    return switch (dtype.toLowerCase(Locale.ROOT)) {
      case "float32" -> parameters * Float.BYTES;
      case "bfloat16", "float16" -> parameters * Short.BYTES;
      default ->
          parameters
              * (EngineOptions.autoIsFloat32(parameters, DType.valueOf(storedDtype))
                  ? Float.BYTES
                  : Short.BYTES);
    };
  }

  /// Bytes of the key/value cache for one token.
  long cacheBytesPerToken(String dtype) {
    long numbers = 2L * text.layers() * text.keyHeads() * text.headDimension();
    return numbers * (dtype.equals("float32") ? Float.BYTES : Short.BYTES);
  }
}
