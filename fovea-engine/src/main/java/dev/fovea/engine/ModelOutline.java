package dev.fovea.engine;

import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.tensors.DtypeChoice;
import dev.fovea.engine.internal.weights.Adapter;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.safetensors.DType;
import java.nio.file.Path;
import java.util.Locale;

/// What a model folder says of itself before any tensor is loaded: `config.json` and the headers of
/// its weights.
///
/// @param family `model_type`
/// @param text shape of the decoder
/// @param storedDtype what most bytes of the weights are stored in
/// @param parameters number of weights
/// @param fileBytes bytes of the weights as they are stored
/// @param adapterBytes bytes of the adapter that changes them, 0 without one
/// @param untied weights that an adapter makes two of, because it changes one of two tied tensors
public record ModelOutline(
    Path folder,
    String family,
    Decoder text,
    String storedDtype,
    long parameters,
    long fileBytes,
    long adapterBytes,
    long untied) {

  /// Shape of a decoder.
  ///
  /// @param type class of its configuration in transformers
  public record Decoder(
      String type,
      int layers,
      int hidden,
      int heads,
      int keyHeads,
      int headDimension,
      int vocabulary,
      int contextLength) {

    static Decoder of(TextConfig text) {
      return new Decoder(
          text.type(),
          text.layers(),
          text.hidden(),
          text.heads(),
          text.keyHeads(),
          text.headDimension(),
          text.vocabulary(),
          text.contextLength());
    }
  }

  /// Looks at a folder, and makes sure that its family is one of ours.
  ///
  /// @throws dev.fovea.engine.error.FoveaException if it is not, or the headers cannot be read
  public static ModelOutline of(ModelFolder folder) {
    Families.requireSupported(folder);
    JsonView config = folder.config();
    TextConfig text = Families.text(config);
    try (Weights weights = folder.weights()) {
      return new ModelOutline(
          folder.path(),
          config.string("model_type"),
          Decoder.of(text),
          weights.mainDType().name(),
          weights.elements(),
          weights.totalBytes(),
          weights.adapter().map(Adapter::totalBytes).orElse(0L),
          weights.adapter().filter(adapter -> unties(adapter, text)).isPresent()
              ? (long) text.vocabulary() * text.hidden()
              : 0);
    }
  }

  private static boolean unties(Adapter adapter, TextConfig text) {
    return text.tied() && (adapter.changesAny("embed_tokens") || adapter.changesAny("lm_head"));
  }

  /// What the weights take in memory on the CPU, computing with this `--dtype`: all of them, be
  /// they mapped, converted or changed by an adapter, and the adapter while it is merged.
  public long weightBytes(String dtype) {
    return (parameters + untied) * elementBytes(dtype) + adapterBytes;
  }

  private long elementBytes(String dtype) {
    return switch (dtype.toLowerCase(Locale.ROOT)) {
      case "float32" -> Float.BYTES;
      case "bfloat16", "float16" -> Short.BYTES;
      default ->
          DtypeChoice.autoIsFloat32(parameters, DType.valueOf(storedDtype))
              ? Float.BYTES
              : Short.BYTES;
    };
  }

  /// Bytes of the key/value cache for one token.
  public long cacheBytesPerToken(String dtype) {
    long numbers = 2L * text.layers() * text.keyHeads() * text.headDimension();
    return numbers * (dtype.equals("float32") ? Float.BYTES : Short.BYTES);
  }
}
