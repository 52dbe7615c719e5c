package dev.fovea;

import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.error.FoveaException;

/// Where and how precisely a model runs.
///
/// ```java
/// FoveaOptions options = FoveaOptions.builder().device(Device.cuda(0)).build();
/// ```
///
/// @param precision [Precision#AUTO] computes small models in float32 and large ones in the dtype
///   of their files
/// @param device the processor or a GPU
/// @param threads threads of operators on the processor; 0 for one per core, or a single one for
///   small models
public record FoveaOptions(Precision precision, Device device, int threads) {

  /// On the processor, precision and threads by the size of the model.
  public static final FoveaOptions DEFAULT = builder().build();

  /// Starts from [#DEFAULT].
  public static Builder builder() {
    return new Builder();
  }

  /// @throws FoveaException if there are to be fewer than 0 threads
  public FoveaOptions {
    if (threads < 0) {
      throw new FoveaException("threads: expected 0 (one per core) or more, found " + threads);
    }
  }

  EngineOptions engineOptions() {
    return new EngineOptions(precision.wireName(), device.wireName(), threads);
  }

  /// Collects options.
  public static final class Builder {
    private Precision precision = Precision.AUTO;
    private Device device = Device.CPU;
    private int threads;

    private Builder() {}

    public Builder precision(Precision value) {
      precision = value;
      return this;
    }

    public Builder device(Device value) {
      device = value;
      return this;
    }

    /// 0 for one per core, or a single one for small models.
    public Builder threads(int value) {
      threads = value;
      return this;
    }

    /// @throws FoveaException if there are to be fewer than 0 threads
    public FoveaOptions build() {
      return new FoveaOptions(precision, device, threads);
    }
  }
}
