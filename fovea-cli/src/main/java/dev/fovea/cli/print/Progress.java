package dev.fovea.cli.print;

import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// A progress bar on stderr for what takes longer than a second, and only where a person watches.
/// It goes back to the start of its line, and uses no escape sequence.
public final class Progress implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int WIDEST = 120;
  private static final long MEGABYTE = 1_000_000;

  private final Messages messages;
  private final String task;
  private final long total;
  private final boolean bytes;
  private final long start = System.nanoTime();
  private long done;
  private Optional<ProgressBar> bar = Optional.empty();

  /// @param bytes whether bytes are counted, which are shown as megabytes and how many of them come
  ///   in a second
  Progress(Messages messages, String task, long total, boolean bytes) {
    this.messages = messages;
    this.task = task;
    this.total = total;
    this.bytes = bytes;
  }

  /// One more is done.
  public void step() {
    step(1);
  }

  /// So many more are done.
  public void step(long more) {
    stepTo(done + more);
  }

  /// So many are done by now.
  public void stepTo(long now) {
    done = now;
    boolean late = System.nanoTime() - start > PATIENCE.toNanos();
    if (bar.isEmpty() && late && messages.terminal().showsProgress()) {
      bar = Optional.of(show());
    }
    bar.ifPresent(shown -> shown.stepTo(done));
  }

  /// Shows some words beside the bar.
  public void note(String words) {
    bar.ifPresent(shown -> shown.setExtraMessage(ControlCharacters.onOneLine(words)));
  }

  /// Shows a line above the bar.
  public void line(String text) {
    if (bar.isPresent()) {
      messages.overwrite("", width());
    }
    messages.line(text);
  }

  private int width() {
    return Math.min(WIDEST, messages.terminal().width() - 1);
  }

  private ProgressBar show() {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(System.err, width()))
            .startsFrom(done, Duration.ofNanos(System.nanoTime() - start));
    return (bytes ? builder.setUnit(" MB", MEGABYTE).showSpeed() : builder).build();
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
