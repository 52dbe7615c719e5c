package dev.fovea.cli.print;

import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.machine.Memory;
import java.time.Duration;
import java.util.Locale;

/// One line on standard error that says what the engine does just now, where a person watches. It
/// appears when the work has taken a while, changes as it goes on, and is gone before anything else
/// is printed.
public final class StatusLine implements ProgressListener, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Messages messages;
  private final Duration patience;
  private final Thread painter;
  private String text = "";
  private String shown = "";
  private boolean closed;

  /// Begins to wait for something to show.
  public StatusLine(Messages messages) {
    this(messages, PATIENCE);
  }

  /// @param patience how long nothing is shown
  StatusLine(Messages messages, Duration patience) {
    this.messages = messages;
    this.patience = patience;
    painter = Thread.ofPlatform().daemon().name("status").unstarted(this::paint);
    if (messages.terminal().showsProgress()) {
      painter.start();
    }
  }

  /// What a stage is called.
  static String words(Stage stage, long done, long total) {
    // What is going on is the next one, not the last that is done.
    long current = Math.min(done + 1, total);
    return switch (stage) {
      case LOADING ->
          String.format(Locale.ROOT, "loading  %s of %s", Memory.bytes(done), Memory.bytes(total));
      case LOOKING -> String.format(Locale.ROOT, "looking  picture %d of %d", current, total);
      case OBSERVING -> String.format(Locale.ROOT, "scoring  layer %d of %d", current, total);
      case READING -> String.format(Locale.ROOT, "reading  layer %d of %d", current, total);
    };
  }

  @Override
  public void progress(Stage stage, long done, long total) {
    if (painter.isAlive()) {
      set(words(stage, done, total));
    }
  }

  private synchronized void set(String words) {
    text = words;
  }

  /// Takes the line away; it comes back with the next progress.
  public synchronized void clear() {
    text = "";
    show();
  }

  private void paint() {
    try {
      Thread.sleep(patience);
      while (repaint()) {
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private synchronized boolean repaint() {
    show();
    return !closed;
  }

  private void show() {
    if (!text.equals(shown)) {
      messages.overwrite(Columns.cut(text, messages.terminal().width() - 1), Columns.width(shown));
      shown = text;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      text = "";
      closed = true;
      show();
    }
    painter.interrupt();
  }
}
