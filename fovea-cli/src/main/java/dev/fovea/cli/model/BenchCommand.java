package dev.fovea.cli.model;

import dev.fovea.bench.BenchOptions;
import dev.fovea.bench.BenchReport;
import dev.fovea.bench.BenchSource;
import dev.fovea.bench.ReportTable;
import dev.fovea.bench.WholeModelBench;
import dev.fovea.cli.option.ModelOption;
import dev.fovea.cli.option.RuntimeOptions;
import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.Output;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.machine.Memory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fovea bench`: how fast a model is, beside what the machine can do.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = MakeModelCommand.class,
    description = {
      "Measures reading a long prompt with and without pruning, scoring and decoding, and beside them the machine's own limits: the matrix-product rate and the memory bandwidth, measured in the same run.",
      "Everything runs once unmeasured; what is printed is the median of the measurements after that, of the limits the best."
    },
    footer = {
      "",
      "Examples:",
      "  fovea bench",
      "  fovea bench --config fovea-bench/configs/llava-1.5-7b.json --random-weights --layers 4",
      "  fovea bench -m llava-hf/llava-1.5-7b-hf --dtype bfloat16 --repeat 3 --json",
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--config",
      paramLabel = "CONFIG.json",
      description = "Instead of a model, the shape of one: the config.json of a supported family.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--random-weights",
      description =
          "With --config: fill the shape with random weights, in memory only; 'fovea bench make-model' writes a folder of them.")
  private boolean randomWeights;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Run only the first N decoder layers. Default: all.")
  private Optional<Integer> layers = Optional.empty();

  @Option(
      names = "--visual",
      paramLabel = "N",
      description =
          "Visual tokens of the prompt; as many pictures are looked at as have them. Default: those of one picture.")
  private Optional<Integer> visual = Optional.empty();

  @Option(
      names = "--text",
      paramLabel = "N",
      defaultValue = "2500",
      description =
          "All other tokens of the prompt; all but about 20 are context that may be pruned. Default: ${DEFAULT-VALUE}.")
  private int text = 2500;

  @Option(
      names = "--prune",
      paramLabel = "RATE",
      defaultValue = "0.3",
      description = "Share of the context to drop, 0..1. Default: ${DEFAULT-VALUE}.")
  private double rate = 0.3;

  @Option(
      names = "--policy",
      paramLabel = "PRESET",
      defaultValue = "paper",
      description =
          "Preset of pruning settings; 'fovea ask -h' lists them. Default: ${DEFAULT-VALUE}.")
  private String policy = "paper";

  @Option(
      names = "--decode",
      paramLabel = "N",
      defaultValue = "16",
      description = "Tokens to generate after the prompt. Default: ${DEFAULT-VALUE}.")
  private int decode = 16;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description = "Measurements of which the median is printed. Default: ${DEFAULT-VALUE}.")
  private int repeat = 1;

  @Mixin private RuntimeOptions runtime = new RuntimeOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    BenchOptions options =
        new BenchOptions(
            source(),
            runtime.engineOptions(),
            optional(layers),
            optional(visual),
            text,
            rate,
            policy,
            decode,
            repeat,
            BenchOptions.READ_BYTES);
    if (options.source() instanceof BenchSource.RandomWeights) {
      Memory.require("the random weights", WholeModelBench.randomWeightBytes(options));
    }
    BenchReport report = WholeModelBench.run(options, output.messages()::tell);
    if (output.json()) {
      output.object(report.toMap());
    } else {
      output.print(ReportTable.of(report));
    }
    return ExitCode.DONE;
  }

  private BenchSource source() {
    if (config.isEmpty()) {
      if (randomWeights) {
        throw new FoveaException("--random-weights: expected --config CONFIG.json beside it");
      }
      return new BenchSource.Folder(model.folder());
    }
    if (!randomWeights) {
      throw new FoveaException(
          "--config gives a shape without weights: expected --random-weights beside it, or -m MODEL");
    }
    if (spec.commandLine().getParseResult().hasMatchedOption("--model")) {
      throw new FoveaException("expected either -m MODEL or --config CONFIG.json, found both");
    }
    return new BenchSource.RandomWeights(config.get());
  }

  private static OptionalInt optional(Optional<Integer> number) {
    return number.isPresent() ? OptionalInt.of(number.get()) : OptionalInt.empty();
  }
}
