package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.internal.value.Value;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The elements of a loop that pass its condition, which is asked as late as possible.
final class FilteredItems implements Iterator<Value> {
  private final Iterator<Value> source;
  private final Predicate<Value> condition;
  private @Nullable Value next;

  FilteredItems(Iterator<Value> source, Predicate<Value> condition) {
    this.source = source;
    this.condition = condition;
  }

  @Override
  public boolean hasNext() {
    while (next == null && source.hasNext()) {
      Value candidate = source.next();
      next = condition.test(candidate) ? candidate : null;
    }
    return next != null;
  }

  @Override
  public Value next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Value item = next;
    next = null;
    return item;
  }
}
