package dev.fovea.jinja.error;

/// A template that cannot be parsed or rendered. The message is one line that names the place in
/// the template and what is wrong there, in the words jinja2 uses.
public class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final int line;
  private final int column;

  /// Creates an exception for a place in a template, both numbers counted from 1.
  public TemplateException(String problem, int line, int column) {
    super("chat template, line " + line + ", column " + column + ": " + oneLine(problem));
    this.problem = problem;
    this.line = line;
    this.column = column;
  }

  /// Creates an exception that no single place in the template is to blame for.
  public TemplateException(String problem) {
    super("chat template: " + oneLine(problem));
    this.problem = problem;
    this.line = 0;
    this.column = 0;
  }

  /// What is wrong, without the place.
  public String problem() {
    return problem;
  }

  /// The line in the template, counted from 1; 0 when no single place is to blame.
  public int line() {
    return line;
  }

  /// The column in that line, in characters counted from 1; 0 when no single place is to blame.
  public int column() {
    return column;
  }

  private static String oneLine(String problem) {
    return problem.replace("\r", "\\r").replace("\n", "\\n");
  }
}
