package dev.fovea.cli.print;

import java.io.PrintWriter;
import picocli.CommandLine;

/// What a command says on standard error, always in whole lines and without anything that would
/// steer a terminal. Where that cannot be written, nobody can be told, and the work goes on.
public final class Messages {
  private final PrintWriter err;
  private final Terminal terminal;

  public Messages(CommandLine command) {
    err = command.getErr();
    terminal = Terminal.of(command);
  }

  /// Where it is said.
  public Terminal terminal() {
    return terminal;
  }

  /// Shows a line.
  public void line(String text) {
    show(ControlCharacters.onOneLine(text) + System.lineSeparator());
  }

  /// Shows some lines, such as a stack trace.
  public void lines(String text) {
    show(ControlCharacters.shown(text));
  }

  /// Shows why a command failed.
  public void failure(String message) {
    CommandLine.Help.ColorScheme colors = CommandLine.Help.defaultColorScheme(terminal.errAnsi());
    show(
        colors.errorText("fovea: ")
            + ControlCharacters.onOneLine(message)
            + System.lineSeparator());
  }

  /// Says what begins, where a person watches: minutes may pass before the next line.
  public void tell(String what) {
    if (terminal.showsProgress()) {
      line(what + " ...");
    }
  }

  /// Shows a text that takes the place of the line before it, or nothing.
  void overwrite(String text, int before) {
    String blank = " ".repeat(Math.max(0, before - Columns.width(text)));
    show("\r" + text + blank + (text.isEmpty() ? "\r" : ""));
  }

  private void show(String text) {
    err.print(text);
    err.flush();
  }
}
