package dev.fovea.cli;

import dev.fovea.cli.ask.AskCommand;
import dev.fovea.cli.ask.BatchCommand;
import dev.fovea.cli.insight.InsightCommand;
import dev.fovea.cli.model.BenchCommand;
import dev.fovea.cli.model.InspectCommand;
import dev.fovea.cli.model.ModelsCommand;
import dev.fovea.cli.model.ParityCommand;
import dev.fovea.cli.model.PullCommand;
import dev.fovea.cli.model.TemplateCommand;
import dev.fovea.cli.print.Terminal;
import dev.fovea.cli.print.Version;
import dev.fovea.cli.train.DemoCommand;
import dev.fovea.cli.train.ScenesCommand;
import dev.fovea.cli.train.TrainCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fovea`: the list of commands.
@Command(
    name = "fovea",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Asks vision-language models about images with long texts, and prunes the text so that they keep looking.",
    subcommands = {
      AskCommand.class,
      BatchCommand.class,
      DemoCommand.class,
      InsightCommand.class,
      InspectCommand.class,
      ParityCommand.class,
      TemplateCommand.class,
      BenchCommand.class,
      PullCommand.class,
      ModelsCommand.class,
      ScenesCommand.class,
      TrainCommand.class,
      HelpCommand.class,
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a check did not hold",
      "2:wrong usage or bad input, told in one line",
      "3:not enough memory or disk, or standard output cannot be written",
      "130:interrupted",
      "141:whoever read the output has gone, such as head"
    },
    footer = {
      "",
      "Examples:",
      "  fovea ask -i examples/scene.png --context examples/notes.txt \"Which shape is yellow?\"",
      "  fovea demo",
      "  fovea help ask"
    })
final class FoveaCommand implements Runnable, Terminal.Owner {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  /// @param terminal what a person sees of this process
  FoveaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Terminal terminal() {
    return terminal;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command: " + String.join(", ", spec.subcommands().keySet()));
  }
}
