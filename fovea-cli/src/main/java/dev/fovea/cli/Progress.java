package dev.fovea.cli;

import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// A progress bar on stderr for what takes longer than a second, and only where a person watches:
/// the launcher says whether stderr is a terminal.
final class Progress implements AutoCloseable {
  /// System property that the launcher sets.
  static final String TERMINAL = "fovea.stderr.terminal";

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int WIDTH = 80;

  private final String task;
  private final long total;
  private final long start = System.nanoTime();
  private long done;
  private Optional<ProgressBar> bar = Optional.empty();

  Progress(String task, long total) {
    this.task = task;
    this.total = total;
  }

  /// One more is done.
  void step() {
    done++;
    boolean late = System.nanoTime() - start > PATIENCE.toNanos();
    if (bar.isEmpty() && late && Boolean.getBoolean(TERMINAL)) {
      bar = Optional.of(show());
    }
    bar.ifPresent(shown -> shown.stepTo(done));
  }

  private ProgressBar show() {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
        .startsFrom(done, Duration.ofNanos(System.nanoTime() - start))
        .build();
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
