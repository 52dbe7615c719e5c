package dev.fovea.engine;

import dev.fovea.engine.error.FoveaException;
import java.util.List;
import java.util.Locale;

/// Where and in which precision a model runs.
///
/// @param dtype `auto`, `float32`, `bfloat16` or `float16`; see [Engine#load]
/// @param device `cpu`, `cuda` or `cuda:N`
/// @param threads threads of CPU operators, at most one per processor; 0 for one per processor, or
///   a single one for small models
public record EngineOptions(String dtype, String device, int threads) {
  private static final List<String> DTYPES = List.of("auto", "float32", "bfloat16", "float16");

  /// dtype `auto` on the CPU, threads by the size of the model.
  public static final EngineOptions DEFAULT = new EngineOptions("auto", "cpu", 0);

  public EngineOptions {
    dtype = dtype.toLowerCase(Locale.ROOT);
    device = device.toLowerCase(Locale.ROOT);
    if (!DTYPES.contains(dtype)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "unknown dtype '%s': expected one of %s",
              dtype,
              String.join(", ", DTYPES)));
    }
    if (threads < 0) {
      throw new FoveaException("threads: expected 0 (one per core) or more, found " + threads);
    }
  }

  /// As many threads as an engine uses, however many were asked for: one per processor. With more
  /// of them, operators wait for threads that do not run.
  public static int mostThreads() {
    return Runtime.getRuntime().availableProcessors();
  }

  public EngineOptions withDtype(String other) {
    return new EngineOptions(other, device, threads);
  }
}
