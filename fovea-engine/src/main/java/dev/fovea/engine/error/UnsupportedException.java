package dev.fovea.engine.error;

/// A model that is sound asks for a part that Fovea does not have.
public final class UnsupportedException extends FoveaException {
  private static final long serialVersionUID = 1L;

  public UnsupportedException(String message) {
    super(message);
  }
}
