package dev.fovea.engine.error;

/// Something a caller gave us cannot be used: a file, a model, an image, a setting. The message is
/// one line that says what was wrong, where, and what would be right, fit to be shown to a person.
public class FoveaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FoveaException(String message) {
    super(message);
  }

  public FoveaException(String message, Throwable cause) {
    super(message, cause);
  }
}
