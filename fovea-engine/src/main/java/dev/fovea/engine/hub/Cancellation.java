package dev.fovea.engine.hub;

import java.util.concurrent.CancellationException;

/// Stops the work of a thread that was interrupted because another thread's failed.
final class Cancellation {
  private Cancellation() {}

  /// Waits.
  ///
  /// @throws CancellationException on an interrupt
  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw of(e);
    }
  }

  /// @throws CancellationException if the thread was interrupted
  static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException();
    }
  }

  static CancellationException of(InterruptedException interrupt) {
    Thread.currentThread().interrupt();
    CancellationException cancellation = new CancellationException();
    cancellation.initCause(interrupt);
    return cancellation;
  }
}
