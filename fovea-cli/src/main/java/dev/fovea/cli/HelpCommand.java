package dev.fovea.cli;

import dev.fovea.cli.print.ExitCode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fovea help COMMAND`: what `fovea COMMAND -h` prints. Picocli's own command knows commands of
/// the first level only.
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    description = "Explains a command, as -h does.",
    footer = {"", "Examples:", "  fovea help ask", "  fovea help insight attention"})
final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command; none for the list of all.")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    CommandLine command = spec.root().commandLine();
    for (String name : names) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(
            spec.commandLine(),
            command.getSubcommands().isEmpty()
                ? String.format(
                    Locale.ROOT,
                    "%s has no commands of its own, found '%s'",
                    qualified(command),
                    name)
                : String.format(
                    Locale.ROOT,
                    "unknown command '%s'; the commands are %s",
                    name,
                    String.join(", ", command.getSubcommands().keySet())));
      }
      command = next;
    }
    command.usage(spec.commandLine().getOut());
    return ExitCode.DONE;
  }

  private static String qualified(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }
}
