package dev.fovea;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/// Lets work in one at a time, in the order in which its place was taken. A lock would not do: the
/// place is taken by the thread that asks, and used by the one that answers.
final class Turns {
  private final AtomicReference<CompletableFuture<Boolean>> last =
      new AtomicReference<>(CompletableFuture.completedFuture(true));

  /// Takes the next place, which has to be closed.
  Turn take() {
    CompletableFuture<Boolean> over = new CompletableFuture<>();
    return new Turn(last.getAndSet(over), over);
  }

  /// A place.
  ///
  /// @param before when the one before it is over
  /// @param over when this is over
  record Turn(CompletableFuture<Boolean> before, CompletableFuture<Boolean> over)
      implements AutoCloseable {

    /// Waits until those before are over.
    ///
    /// @throws CancellationException if the thread is interrupted, which it stays
    void await() {
      try {
        before.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while waiting for the question before");
      } catch (ExecutionException e) {
        throw new IllegalStateException("a turn never fails", e);
      }
    }

    /// Gives the place to the next, as soon as those before are over.
    @Override
    public void close() {
      var _ = before.thenAccept(over::complete);
    }
  }
}
