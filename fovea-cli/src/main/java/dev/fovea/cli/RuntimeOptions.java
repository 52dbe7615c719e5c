package dev.fovea.cli;

import dev.fovea.engine.EngineOptions;
import picocli.CommandLine.Option;

/// Where and in which precision the model runs.
final class RuntimeOptions {
  @Option(
      names = "--dtype",
      paramLabel = "D",
      defaultValue = "auto",
      description =
          "auto, float32, bfloat16 or float16. auto: float32 where the weights then take at most 2 GiB, else the dtype of the files. Default: ${DEFAULT-VALUE}.")
  private String dtype = "auto";

  @Option(
      names = "--device",
      paramLabel = "D",
      defaultValue = "cpu",
      description = "cpu, cuda or cuda:N. Default: ${DEFAULT-VALUE}.")
  private String device = "cpu";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Threads on the CPU; 0 for one per core, or one for small models. Default: ${DEFAULT-VALUE}.")
  private int threads;

  EngineOptions engineOptions() {
    return new EngineOptions(dtype, device, threads);
  }
}
