package dev.fovea.engine.error;

/// What was asked for does not fit into memory or onto the disk.
public final class CapacityException extends FoveaException {
  private static final long serialVersionUID = 1L;

  public CapacityException(String message) {
    super(message);
  }

  public CapacityException(String message, Throwable cause) {
    super(message, cause);
  }
}
