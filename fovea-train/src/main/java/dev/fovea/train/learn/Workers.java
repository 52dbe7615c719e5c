package dev.fovea.train.learn;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A few threads that work on the parts of a step side by side.
final class Workers implements AutoCloseable {
  private final ExecutorService threads;

  Workers(String name, int count) {
    threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }

  /// Gives work to one of them.
  <T> Future<T> submit(Callable<T> work) {
    return threads.submit(work);
  }

  /// Waits for all, whatever becomes of one: none may go on with what the next step changes.
  ///
  /// @throws CancellationException if the caller is interrupted, which it stays
  static <T> List<T> results(List<Future<T>> running) {
    boolean interrupted = false;
    for (Future<T> one : running) {
      while (!one.isDone()) {
        try {
          one.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          break; // told below, when all have ended
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted in a step of training");
    }
    for (Future<T> one : running) {
      if (one.state() == Future.State.FAILED) {
        switch (one.exceptionNow()) {
          case RuntimeException failure -> throw failure;
          case Error failure -> throw failure;
          case Throwable failure -> throw new IllegalStateException(failure);
        }
      }
    }
    return running.stream().map(Future::resultNow).toList();
  }

  /// Waits for the work that runs.
  @Override
  public void close() {
    threads.close();
  }
}
