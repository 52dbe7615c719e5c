package dev.fovea.cli.print;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The place through which every command prints its results.
///
/// What Fovea says itself never holds a character that would steer a terminal, wherever it goes to:
/// pagers and logs hand them on. An answer is byte for byte the model's, except on a terminal.
@Command // or picocli takes it for no mixin, as it has no option
public class PlainOutput {
  private static final int INDENT = 2;
  private static final int LABEL = 11;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  private boolean pageOnly;

  /// What is said beside the results.
  public final Messages messages() {
    return new Messages(command.commandLine());
  }

  /// A bar for long work.
  public final Progress progress(String task, long total) {
    return new Progress(messages(), task, total, false);
  }

  /// A bar for work that is counted in bytes.
  public final Progress progressOfBytes(String task, long total) {
    return new Progress(messages(), task, total, true);
  }

  /// Leaves standard output to a page: results go to standard error, as with `tar -cvf -`.
  final void reserveForPage() {
    pageOnly = true;
  }

  /// Prints a page that standard output is reserved for.
  final void page(String html) {
    CommandLine line = command.commandLine();
    line.getOut().print(html);
    line.getOut().flush();
  }

  /// Shows at once what a model or a template has written, as it is.
  public final void exact(String text) {
    write(terminal().out() || pageOnly ? ControlCharacters.shown(text) : text);
  }

  /// Shows some lines; those that are wider than the terminal go on in further ones.
  public final void print(String text) {
    write(fitted(ControlCharacters.shown(text), INDENT));
  }

  /// Shows a line.
  public final void line(String text) {
    print(text + System.lineSeparator());
  }

  /// Shows a line with a label in front, such as those of a summary.
  public final void labelled(String label, String text) {
    String padded = Columns.padded(label, LABEL);
    String line = fitted(padded + ControlCharacters.onOneLine(text), LABEL);
    // Only now, as the width of escape sequences is none.
    String faint =
        (pageOnly ? terminal().errAnsi() : terminal().outAnsi()).string("@|faint " + label + "|@");
    write(faint + line.substring(label.length()) + System.lineSeparator());
  }

  private String fitted(String text, int indent) {
    return (pageOnly ? terminal().err() : terminal().out())
        ? Columns.wrapped(text, terminal().width(), indent)
        : text;
  }

  private Terminal terminal() {
    return Terminal.of(command.commandLine());
  }

  final void write(String text) {
    PrintWriter writer = pageOnly ? command.commandLine().getErr() : command.commandLine().getOut();
    writer.print(text);
    writer.flush();
  }
}
