package dev.fovea.jinja.internal.value;

/// What Python would raise at this point; the interpreter adds the place in the template. The kind
/// matters where jinja2 itself catches: a failed look-up becomes an undefined value.
public final class PythonError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The exception classes that some caller tells apart.
  public enum Kind {
    TYPE,
    VALUE,
    LOOKUP,
    ARITHMETIC,
    OVERFLOW,
    UNDEFINED,
    SECURITY,
    RAISED,
    RUNTIME,
    LIMIT
  }

  private final Kind kind;

  /// Creates an error without a stack trace, which would only show the interpreter.
  public PythonError(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /// Which exception class Python would use.
  public Kind kind() {
    return kind;
  }

  /// The message, which is never absent.
  public String problem() {
    return String.valueOf(getMessage());
  }

  /// A `TypeError`.
  public static PythonError type(String message) {
    return new PythonError(Kind.TYPE, message);
  }

  /// A `ValueError`.
  public static PythonError value(String message) {
    return new PythonError(Kind.VALUE, message);
  }

  /// A `KeyError` or `IndexError`.
  public static PythonError lookup(String message) {
    return new PythonError(Kind.LOOKUP, message);
  }

  /// A `TemplateRuntimeError` or one of its kin.
  public static PythonError runtime(String message) {
    return new PythonError(Kind.RUNTIME, message);
  }

  /// A limit of this interpreter, which nothing in a template may catch.
  public static PythonError limit(String message) {
    return new PythonError(Kind.LIMIT, message);
  }
}
