package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Python's generators: nothing happens before the first element is asked for.
final class Generators {
  private Generators() {}

  /// A generator that starts when it is first asked for an element.
  static Value.Stream of(Supplier<Iterator<Value>> source) {
    return new Value.Stream("generator", new Lazy(source));
  }

  /// The elements with a function applied to each as it is asked for.
  static Iterator<Value> map(Iterator<Value> source, Function<Value, Value> function) {
    return expand(source, (value, sink) -> sink.accept(function.apply(value)));
  }

  /// The elements that a condition holds for.
  static Iterator<Value> filter(Iterator<Value> source, Predicate<Value> condition) {
    return expand(
        source,
        (value, sink) -> {
          if (condition.test(value)) {
            sink.accept(value);
          }
        });
  }

  private interface Expansion {
    void expand(Value value, Consumer<Value> sink);
  }

  private static Iterator<Value> expand(Iterator<Value> source, Expansion expansion) {
    Queue<Value> ready = new ArrayDeque<>();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        while (ready.isEmpty() && source.hasNext()) {
          expansion.expand(source.next(), ready::add);
        }
        return !ready.isEmpty();
      }

      @Override
      public Value next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.remove();
      }
    };
  }

  private static final class Lazy implements Iterator<Value> {
    private final Supplier<Iterator<Value>> source;
    private @Nullable Iterator<Value> started;

    Lazy(Supplier<Iterator<Value>> source) {
      this.source = source;
    }

    private Iterator<Value> start() {
      Iterator<Value> iterator = started;
      if (iterator == null) {
        iterator = source.get();
        started = iterator;
      }
      return iterator;
    }

    @Override
    public boolean hasNext() {
      return start().hasNext();
    }

    @Override
    public Value next() {
      return start().next();
    }
  }
}
