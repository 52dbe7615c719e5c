package dev.fovea.engine.hub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// Remembers what a pull told.
final class Notices implements PullListener {
  final List<String> lines = new CopyOnWriteArrayList<>();
  final AtomicLong total = new AtomicLong();
  final AtomicLong done = new AtomicLong();

  @Override
  public void begins(int files, long bytes) {
    total.set(bytes);
  }

  @Override
  public void advances(long bytes) {
    done.addAndGet(bytes);
  }

  @Override
  public void notice(String line) {
    lines.add(line);
  }
}
