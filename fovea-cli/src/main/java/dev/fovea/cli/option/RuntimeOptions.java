package dev.fovea.cli.option;

import dev.fovea.engine.EngineOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Where and in which precision the model runs.
public final class RuntimeOptions {
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
          "Threads on the CPU, one per processor at most; 0 for one per processor, or a single one for small models. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  public EngineOptions engineOptions() {
    return new EngineOptions(dtype, device, ThreadLimit.apply(threads, command));
  }
}
