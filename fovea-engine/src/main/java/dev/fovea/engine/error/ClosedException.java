package dev.fovea.engine.error;

/// Something was used after its [AutoCloseable#close], perhaps by another thread: an
/// [Engine][dev.fovea.engine.Engine], or what was made with one.
public final class ClosedException extends FoveaException {
  private static final long serialVersionUID = 1L;

  /// @param what that is closed, as in "the engine"
  public ClosedException(String what) {
    super(what + " is closed");
  }
}
