package dev.fovea.jinja.error;

/// The template itself refused its input by calling `raise_exception(message)`; [#problem()] is the
/// message its author wrote for the caller.
public final class RaisedByTemplateException extends TemplateException {
  private static final long serialVersionUID = 1L;

  /// Creates the exception for the call at the given place, both numbers counted from 1.
  public RaisedByTemplateException(String message, int line, int column) {
    super(message, line, column);
  }
}
