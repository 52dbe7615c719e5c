package dev.fovea.cli.print;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.FileProblem;
import dev.fovea.jinja.error.TemplateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns whatever goes wrong into one line on stderr and an exit code; `--debug` adds the stack
/// trace.
public final class Failures
    implements IParameterExceptionHandler, IExecutionExceptionHandler, IExecutionStrategy {
  public static final String DEBUG = "--debug";

  private static final List<String> OUT_OF_MEMORY =
      List.of("can't allocate memory", "out of memory", "cannot allocate");

  /// As Linux, macOS and Windows say it.
  private static final List<String> BROKEN_PIPE =
      List.of("broken pipe", "pipe is being closed", "pipe has been ended");

  /// Runs the command, errors of the virtual machine included, which picocli lets pass.
  @Override
  public int execute(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutputException failure) {
      return ExitCode.NOT_ENOUGH_ROOM; // of a help text; what is said of it comes at the end
    } catch (OutOfMemoryError | StackOverflowError error) {
      List<CommandLine> commands = parsed.asCommandLineList();
      return report(commands.getLast(), parsed.originalArgs(), error);
    }
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    List<String> suggestions =
        failure instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String near =
        suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?";
    String message = oneLine(String.valueOf(failure.getMessage()));
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !command.getSubcommands().isEmpty()) {
      message =
          String.format(Locale.ROOT, "unknown command '%s'", unmatched.getUnmatched().getFirst());
      near += "; the commands are " + String.join(", ", command.getSubcommands().keySet());
    }
    String name = command.getCommandSpec().qualifiedName();
    print(command, String.format(Locale.ROOT, "%s%s (%s -h explains)", message, near, name));
    trace(command, List.of(arguments), failure);
    return ExitCode.BAD_INPUT;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    return report(command, parsed.originalArgs(), failure);
  }

  private static int report(CommandLine command, List<String> arguments, Throwable failure) {
    if (causes(failure).anyMatch(OutputException.class::isInstance)) {
      return ExitCode.NOT_ENOUGH_ROOM; // what is said of it comes at the end
    }
    print(command, message(failure));
    trace(command, arguments, failure);
    return code(failure);
  }

  /// Ends a command whose results did not come out: with a line, unless it was stopped because
  /// nobody reads any more.
  ///
  /// @return the exit code
  public static int outputFailed(CommandLine command, IOException failure) {
    String reason = FileProblem.reason(failure);
    if (BROKEN_PIPE.stream().anyMatch(reason.toLowerCase(Locale.ROOT)::contains)) {
      return ExitCode.BROKEN_PIPE;
    }
    new Messages(command).failure(message(FileProblem.unwritable("standard output", failure)));
    return ExitCode.NOT_ENOUGH_ROOM;
  }

  /// Prints what standard output has not taken yet; whether it can, its writer remembers.
  public static void flushed(CommandLine command) {
    try {
      command.getOut().flush();
    } catch (OutputException e) {
      // Main asks the writer.
    }
  }

  private static void print(CommandLine command, String message) {
    flushed(command);
    new Messages(command).failure(message);
  }

  private static void trace(CommandLine command, List<String> arguments, Throwable failure) {
    if (arguments.contains(DEBUG)) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      new Messages(command).lines(trace.toString());
    }
  }

  /// One line for a person.
  public static String message(Throwable failure) {
    String text = Optional.ofNullable(failure.getMessage()).orElse("");
    return oneLine(
        switch (failure) {
          case FoveaException _, TemplateException _ -> text;
          case UncheckedIOException wrapped when wrapped.getCause() instanceof IOException cause ->
              message(cause);
          case FileSystemException system ->
              Optional.ofNullable(system.getFile()).map(file -> file + ": ").orElse("")
                  + FileProblem.reason(system);
          case OutOfMemoryError _ -> "not enough memory: " + text;
          case RuntimeException _ when isRoom(failure) -> "not enough memory: " + text;
          case IOException problem -> FileProblem.reason(problem);
          default ->
              String.format(
                  Locale.ROOT,
                  "this is an error of Fovea itself (%s shows where): %s",
                  DEBUG,
                  failure);
        });
  }

  /// Whether memory or disk ran out.
  public static boolean isRoom(Throwable failure) {
    return causes(failure)
        .anyMatch(cause ->
            cause instanceof CapacityException
                || cause instanceof OutOfMemoryError
                || (cause instanceof IOException disk && FileProblem.isFull(disk))
                || (!(cause instanceof FoveaException) && says(cause, OUT_OF_MEMORY)));
  }

  private static int code(Throwable failure) {
    return isRoom(failure) ? ExitCode.NOT_ENOUGH_ROOM : ExitCode.BAD_INPUT;
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(
            Optional.of(failure), Optional::isPresent, cause -> cause.map(Throwable::getCause))
        .flatMap(Optional::stream);
  }

  private static boolean says(Throwable failure, List<String> phrases) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return phrases.stream().anyMatch(text::contains);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
