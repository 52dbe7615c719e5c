package dev.fovea.cli;

import java.io.PrintWriter;
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
  private static final long MEGABYTE = 1_000_000;

  private final String task;
  private final long total;
  private final boolean bytes;
  private final long start = System.nanoTime();
  private long done;
  private Optional<ProgressBar> bar = Optional.empty();

  /// Counts things.
  Progress(String task, long total) {
    this(task, total, false);
  }

  private Progress(String task, long total, boolean bytes) {
    this.task = task;
    this.total = total;
    this.bytes = bytes;
  }

  /// Counts bytes and shows megabytes and how many of them come in a second.
  static Progress ofBytes(String task, long total) {
    return new Progress(task, total, true);
  }

  /// Whether a person watches stderr.
  static boolean isTerminal() {
    return Boolean.getBoolean(TERMINAL);
  }

  /// Says what begins, where a person watches: minutes may pass before the next line.
  static void tell(PrintWriter err, String what) {
    if (Boolean.getBoolean(TERMINAL)) {
      err.println(what + " ...");
      err.flush();
    }
  }

  /// One more is done.
  void step() {
    step(1);
  }

  /// So many more are done.
  void step(long more) {
    stepTo(done + more);
  }

  /// So many are done by now.
  void stepTo(long now) {
    done = now;
    boolean late = System.nanoTime() - start > PATIENCE.toNanos();
    if (bar.isEmpty() && late && isTerminal()) {
      bar = Optional.of(show());
    }
    bar.ifPresent(shown -> shown.stepTo(done));
  }

  /// Shows some words beside the bar.
  void note(String words) {
    bar.ifPresent(shown -> shown.setExtraMessage(words));
  }

  private ProgressBar show() {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
            .startsFrom(done, Duration.ofNanos(System.nanoTime() - start));
    return (bytes ? builder.setUnit(" MB", MEGABYTE).showSpeed() : builder).build();
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
