package dev.fovea.cli.print;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// What a person sees of this process: the launcher says which streams are a terminal, and how wide
/// it is; the environment, what the terminal can do.
///
/// @param out whether standard output is a terminal
/// @param err whether standard error is one
/// @param dumb whether it cannot even go back to the start of a line (`TERM=dumb`)
/// @param plain whether nothing but text is wanted (`NO_COLOR`)
/// @param columns its width, if anybody says
public record Terminal(boolean out, boolean err, boolean dumb, boolean plain, OptionalInt columns) {
  /// System properties that the launcher sets.
  static final String OUT = "fovea.stdout.terminal";

  static final String ERR = "fovea.stderr.terminal";
  static final String COLUMNS = "fovea.terminal.columns";

  /// Nobody watches: both streams go to files or programs.
  public static final Terminal NONE = new Terminal(false, false, false, false, OptionalInt.empty());

  private static final int USUAL = 80;

  /// The least that picocli takes.
  private static final int NARROWEST_HELP = 55;

  /// Narrower than this nothing could be read anyway.
  private static final int NARROWEST = 20;

  /// The root of the commands, which knows it.
  public interface Owner {
    Terminal terminal();
  }

  /// What a person sees of the process that runs a command.
  static Terminal of(CommandLine command) {
    return command.getCommandSpec().root().userObject() instanceof Owner owner
        ? owner.terminal()
        : NONE;
  }

  /// That of this process.
  public static Terminal of(Properties properties, Map<String, String> environment) {
    OptionalInt columns = number(environment.get("COLUMNS"));
    return new Terminal(
        Boolean.parseBoolean(properties.getProperty(OUT)),
        Boolean.parseBoolean(properties.getProperty(ERR)),
        "dumb".equals(environment.get("TERM")),
        !environment.getOrDefault("NO_COLOR", "").isEmpty(),
        columns.isPresent() ? columns : number(properties.getProperty(COLUMNS)));
  }

  private static OptionalInt number(@Nullable String text) {
    return text != null && text.matches("[1-9][0-9]{0,5}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  /// Columns of a line.
  int width() {
    return Math.max(NARROWEST, columns.orElse(USUAL));
  }

  /// Columns of help texts, which picocli wraps on files too.
  public int helpWidth() {
    return Math.max(NARROWEST_HELP, columns.orElse(USUAL));
  }

  /// Whether standard output takes colors.
  public Ansi outAnsi() {
    return out && hasColors() ? Ansi.ON : Ansi.OFF;
  }

  /// Whether standard error takes colors.
  Ansi errAnsi() {
    return err && hasColors() ? Ansi.ON : Ansi.OFF;
  }

  private boolean hasColors() {
    return !dumb && !plain;
  }

  /// Whether a line on standard error may be written over by the next, as progress does. That takes
  /// no escape sequence, a carriage return is enough.
  public boolean showsProgress() {
    return err && !dumb;
  }
}
