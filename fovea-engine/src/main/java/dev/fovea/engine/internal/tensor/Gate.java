package dev.fovea.engine.internal.tensor;

import dev.fovea.engine.error.ClosedException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The way to the native memory of one model: whoever reads its weights, or what was computed from
/// them and others may close, does so in a step.
///
/// One step runs at a time, the others wait in the order in which they came; a step is short (a
/// layer, a token), so that several calls go on side by side and closing waits for no more than
/// one. No step ever runs code of the caller, so no callback can make two threads wait for each
/// other.
///
/// A call is what a user of the library sees, of many steps and of callbacks between them. It only
/// sees to it that operators use as many threads as this model is meant to, on the calling thread
/// and nowhere else.
public final class Gate {
  private final String what;
  private final int threads;
  private final ReentrantLock lock = new ReentrantLock(true);
  private volatile boolean closed;
  private boolean released;

  /// @param what it leads to, as in "the engine"
  /// @param threads that operators use; 0 for as many as the calling thread has set
  public Gate(String what, int threads) {
    this.what = what;
    this.threads = threads;
  }

  /// A way to memory that belongs to no model.
  public static Gate ofItsOwn(String what) {
    return new Gate(what, 0);
  }

  /// Threads that operators use; 0 for as many as the calling thread has set.
  public int threads() {
    return threads;
  }

  /// Makes a call, with this model's number of threads.
  ///
  /// @throws ClosedException if the model is closed
  public <T> T call(Supplier<T> work) {
    requireOpen();
    return Libtorch.onThisThread(threads, work);
  }

  /// Takes a step, alone, with this model's number of threads. A step within a step is part of it.
  ///
  /// @param work makes no call to code that is not Fovea's
  /// @throws ClosedException if the model is closed
  /// @throws dev.fovea.engine.error.FoveaException in place of libtorch's own exceptions
  public <T> T step(Supplier<T> work) {
    if (lock.isHeldByCurrentThread()) {
      return work.get();
    }
    lock.lock();
    try {
      requireOpen();
      return NativeErrors.translated(() -> Libtorch.withThreads(threads, work));
    } finally {
      lock.unlock();
    }
  }

  /// A step that returns nothing.
  public void run(Runnable work) {
    step(() -> {
      work.run();
      return work;
    });
  }

  /// Lets others go first in the midst of a long step, and ends it where it has to end.
  ///
  /// @throws ClosedException if somebody wants to close the model
  /// @throws CancellationException if the thread is interrupted, which it stays
  public void pause() {
    if (!lock.isHeldByCurrentThread()) {
      return;
    }
    requireOpen();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted while looking at a picture");
    }
    if (lock.hasQueuedThreads()) {
      lock.unlock();
      lock.lock();
      requireOpen();
      Libtorch.useThreadsHere(threads); // a virtual thread may be on another carrier by now
    }
  }

  /// Frees something in a step, whether the model is closed or not.
  public void release(Runnable free) {
    lock.lock();
    try {
      free.run();
    } finally {
      lock.unlock();
    }
  }

  /// Closes: the step that runs ends first, and is the last. Once is enough.
  ///
  /// @param free gives back what the model holds
  public void close(Runnable free) {
    closed = true;
    release(() -> {
      if (!released) {
        released = true;
        free.run();
      }
    });
  }

  /// @throws ClosedException if the model is closed, or about to be
  public void requireOpen() {
    if (closed) {
      throw new ClosedException(what);
    }
  }
}
