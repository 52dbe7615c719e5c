package dev.fovea.engine;

/// What was asked for does not fit into memory or onto the disk.
public final class RoomException extends FoveaException {
  private static final long serialVersionUID = 1L;

  public RoomException(String message) {
    super(message);
  }

  public RoomException(String message, Throwable cause) {
    super(message, cause);
  }
}
