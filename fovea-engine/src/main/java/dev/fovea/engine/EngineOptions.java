package dev.fovea.engine;

import java.util.List;

/// Where and in which precision a model runs.
///
/// @param dtype `auto`, `float32`, `bfloat16` or `float16`; see [Engine#load]
/// @param device `cpu`, `cuda` or `cuda:N`
/// @param threads threads of CPU operators; 0 for one per core, or a single one for small models
public record EngineOptions(String dtype, String device, int threads) {
  private static final List<String> DTYPES = List.of("auto", "float32", "bfloat16", "float16");

  /// dtype `auto` on the CPU, threads by the size of the model.
  public static final EngineOptions DEFAULT = new EngineOptions("auto", "cpu", 0);

  public EngineOptions {
    if (!DTYPES.contains(dtype)) {
      throw new FoveaException(
          "unknown dtype '%s': expected one of %s".formatted(dtype, String.join(", ", DTYPES)));
    }
    if (threads < 0) {
      throw new FoveaException("threads: expected 0 (one per core) or more, found " + threads);
    }
  }

  public EngineOptions withDtype(String other) {
    return new EngineOptions(other, device, threads);
  }
}
