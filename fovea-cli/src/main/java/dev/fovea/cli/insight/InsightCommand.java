package dev.fovea.cli.insight;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fovea insight`: the list of measurements.
@Command(
    name = "insight",
    mixinStandardHelpOptions = true,
    description =
        "Measures on your own model, images and text what the model looks at, and what its scores are worth.",
    subcommands = {
      DependencyCommand.class,
      AttentionCommand.class,
      EntropyCommand.class,
      FlowCommand.class,
      ValidityCommand.class,
    },
    footer = {"", "docs/measures.md explains every measure, with its formula and source."})
public final class InsightCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a measurement: " + String.join(", ", spec.subcommands().keySet()));
  }
}
