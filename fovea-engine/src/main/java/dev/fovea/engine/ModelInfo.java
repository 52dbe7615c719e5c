package dev.fovea.engine;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.internal.model.tensors.DtypeChoice;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What an engine has loaded.
///
/// @param name last part of the folder's path
/// @param family `model_type` of the configuration
/// @param dtype what it computes in
/// @param device where it computes
/// @param layers decoder layers
/// @param contextLength positions that the model was made for, stretched ones included
/// @param weightBytes bytes of the weights, mapped files included
public record ModelInfo(
    String name,
    String family,
    String dtype,
    String device,
    int layers,
    int contextLength,
    long weightBytes) {

  static ModelInfo of(Path path, VisionLanguageModel model, ScalarType dtype, String device) {
    TextConfig config = model.text().config();
    Path name = path.toAbsolutePath().normalize().getFileName();
    return new ModelInfo(
        name == null ? path.toString() : name.toString(),
        model.family(),
        DtypeChoice.name(dtype),
        device,
        config.layers(),
        config.contextLength(),
        model.weightBytes());
  }

  void requireRoomFor(int tokens) {
    if (tokens > contextLength) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "the prompt has %d tokens, the model reads at most %d",
              tokens,
              contextLength));
    }
  }
}
