package dev.fovea.engine.internal.model.tensors;

import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.engine.progress.ProgressListener.Stage;

/// Counts the bytes of weights that have come into memory.
final class LoadingProgress {
  private final long total;
  private final ProgressListener listener;
  private long done;

  /// @param total bytes of all weights
  LoadingProgress(long total, ProgressListener listener) {
    this.total = total;
    this.listener = listener;
    listener.progress(Stage.LOADING, 0, total);
  }

  /// So many more bytes are there.
  void add(long bytes) {
    // Tied weights are asked for more than once.
    done = Math.min(total, done + bytes);
    listener.progress(Stage.LOADING, done, total);
  }
}
