package dev.fovea.cli;

import dev.fovea.engine.FoveaException;

/// What was asked for does not fit into memory or onto the disk.
final class RoomException extends FoveaException {
  private static final long serialVersionUID = 1L;

  RoomException(String message) {
    super(message);
  }
}
