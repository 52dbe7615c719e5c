package dev.fovea.cli.model;

import dev.fovea.Fovea;
import dev.fovea.cli.option.ThreadLimit;
import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.Output;
import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.lab.parity.ParityCheck;
import dev.fovea.lab.parity.ParityRunner;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fovea parity`: a model against the record of what transformers computes on it.
@Command(
    name = "parity",
    mixinStandardHelpOptions = true,
    description = {
      "Compares a model with a record of what transformers computes on it: prompts, token ids, pixel values, features, hidden states, logits, pruning scores, kept tokens, generated tokens, saliency. Computes in float32.",
      "Ends with exit code 1 if a check does not hold."
    },
    footer = {
      "",
      "Examples:",
      "  fovea parity fixtures/llava fixtures/llava/reference",
      "  fovea parity fixtures/llava fixtures/llava/reference --json",
    })
public final class ParityCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A model folder, a cached repository, or builtin.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "REFERENCE",
      description = "The folder of the record: cases.json, tensors, pictures.")
  private Path reference = Path.of("");

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Threads, one per processor at most; 0 for one per processor, or a single one for small models. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Spec private CommandSpec command = CommandSpec.create();

  private final Map<String, Tally> tallies = new LinkedHashMap<>();

  /// How the checks of one name went.
  private static final class Tally {
    private int held;
    private int failed;
    private double worst;
    private double tolerance;

    void add(ParityCheck check) {
      if (check.ok()) {
        held++;
      } else {
        failed++;
      }
      double share = check.maxAbsDiff() / Math.max(check.tolerance(), Double.MIN_NORMAL);
      if (share >= worst / Math.max(tolerance, Double.MIN_NORMAL)) {
        worst = check.maxAbsDiff();
        tolerance = check.tolerance();
      }
    }
  }

  @Override
  public Integer call() {
    try (Engine engine =
        Engine.load(
            Fovea.folder(model),
            new EngineOptions("float32", "cpu", ThreadLimit.apply(threads, command)))) {
      ParityRunner.run(engine, reference, this::report);
    }
    int failed = tallies.values().stream().mapToInt(tally -> tally.failed).sum();
    if (!output.json()) {
      summary(failed);
    }
    return failed == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  private void report(ParityCheck check) {
    tallies.computeIfAbsent(check.check(), name -> new Tally()).add(check);
    if (output.json()) {
      output.object(check.toMap());
    } else if (!check.ok()) {
      output.line(
          String.format(
              Locale.ROOT,
              "FAILED  %s, %s: %s; difference %.3g, allowed %.3g",
              check.name(),
              check.check(),
              check.detail(),
              check.maxAbsDiff(),
              check.tolerance()));
    }
  }

  private void summary(int failed) {
    output.line(
        String.format(
            Locale.ROOT,
            "%-18s %6s %7s %12s %12s",
            "check",
            "held",
            "failed",
            "difference",
            "allowed"));
    tallies.forEach((name, tally) ->
        output.line(
            String.format(
                Locale.ROOT,
                "%-18s %6d %7d %12.1e %12.1e",
                name,
                tally.held,
                tally.failed,
                tally.worst,
                tally.tolerance)));
    output.line(failed == 0 ? "every check holds" : failed + " checks do not hold");
  }
}
