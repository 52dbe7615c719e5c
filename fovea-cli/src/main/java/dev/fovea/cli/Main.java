package dev.fovea.cli;

import dev.fovea.cli.option.EnumChoice;
import dev.fovea.cli.print.Failures;
import dev.fovea.cli.print.OutputWriter;
import dev.fovea.cli.print.Terminal;
import dev.fovea.cli.print.Version;
import dev.fovea.pruning.PolicySettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/// Where the program starts.
public final class Main {
  private Main() {}

  /// Runs the command that the arguments name and ends the process with its
  /// [ExitCode][dev.fovea.cli.print.ExitCode].
  public static void main(String[] arguments) {
    System.exit(
        run(
            arguments,
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            Terminal.of(System.getProperties(), System.getenv())));
  }

  /// Runs a command on these streams.
  ///
  /// @return its [ExitCode][dev.fovea.cli.print.ExitCode]
  public static int run(String[] arguments, OutputStream out, OutputStream err, Terminal terminal) {
    CommandLine command = commandLine(terminal);
    OutputWriter output = new OutputWriter(out);
    command.setOut(new PrintWriter(output));
    // Where errors cannot be told, there is nobody to tell that: this writer stays silent.
    command.setErr(new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8)));
    int code = command.execute(arguments);
    Failures.flushed(command);
    return output.failure().map(failure -> Failures.outputFailed(command, failure)).orElse(code);
  }

  /// The commands, ready to be executed.
  public static CommandLine commandLine(Terminal terminal) {
    Failures failures = new Failures();
    CommandLine command = new CommandLine(new FoveaCommand(terminal));
    command.setParameterExceptionHandler(failures);
    command.setExecutionExceptionHandler(failures);
    command.setExecutionStrategy(failures);
    command.setUsageHelpWidth(terminal.helpWidth());
    command.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.outAnsi()));
    register(command, "a whole number", Integer::valueOf, int.class, Integer.class);
    register(command, "a whole number", Long::valueOf, long.class, Long.class);
    register(command, "a number", Double::valueOf, double.class, Double.class);
    EnumChoice.register(command);
    command.getSubcommands().values().forEach(Main::complete);
    return command;
  }

  /// Refuses what is no number in words for people who do not know Java's types.
  @SafeVarargs
  private static <T> void register(
      CommandLine command, String expected, Function<String, T> reader, Class<T>... types) {
    for (Class<T> type : types) {
      command.registerConverter(
          type,
          text -> {
            try {
              return reader.apply(text);
            } catch (NumberFormatException e) {
              throw new TypeConversionException(
                  String.format(Locale.ROOT, "expected %s, found '%s'", expected, text));
            }
          });
    }
  }

  /// Adds what several commands have in common, to those below this one too.
  private static void complete(CommandLine subcommand) {
    subcommand.getSubcommands().values().forEach(Main::complete);
    CommandSpec spec = subcommand.getCommandSpec();
    spec.versionProvider(new Version());
    spec.addOption(
        OptionSpec.builder(Failures.DEBUG).description("Print stack traces of errors.").build());
    if (spec.findOption("--set") != null) {
      List<String> footer = new ArrayList<>(List.of("", "Settings for --set KEY=VALUE:"));
      PolicySettings.help()
          .forEach((key, values) ->
              footer.add(String.format(Locale.ROOT, "  %-14s %s", key, escaped(values))));
      footer.addAll(List.of(spec.usageMessage().footer()));
      spec.usageMessage().footer(footer.toArray(String[]::new));
    }
  }

  /// Picocli takes help texts for formats.
  private static String escaped(String text) {
    return text.replace("%", "%%");
  }
}
