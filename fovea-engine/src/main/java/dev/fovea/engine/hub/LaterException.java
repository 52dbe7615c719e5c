package dev.fovea.engine.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// A server cannot serve now and may say when it can.
final class LaterException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> asked;

  LaterException(String message, Optional<Duration> asked) {
    super(message);
    this.asked = asked;
  }

  /// How long the server asks to wait.
  Optional<Duration> asked() {
    return asked;
  }
}
