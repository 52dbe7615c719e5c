package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// What iterating, measuring and testing for truth mean for each kind of value.
public final class Iteration {
  /// Elements that are listed in about the time of one step.
  private static final int ELEMENTS_PER_STEP = 16;

  private final Budget budget;

  /// Iteration that charges every element it hands out.
  public Iteration(Budget budget) {
    this.budget = budget;
  }

  /// `bool(value)`.
  public static boolean truth(Value value) {
    return switch (value) {
      case Value.None none -> false;
      case Value.Undefined undefined -> false;
      case Value.Bool truth -> truth == Value.Bool.TRUE;
      case Value.Int number -> number.number().signum() != 0;
      case Value.Real number -> number.number() != 0;
      case Value.Text text -> !text.text().isEmpty();
      case Value.Collection collection -> length(collection).orElse(1) != 0;
      case ObjectValue object -> true;
    };
  }

  /// `len(value)`, absent for values that have no length.
  public static OptionalInt length(Value value) {
    return switch (value) {
      case Value.Text text -> OptionalInt.of(text.length());
      case Value.Undefined undefined -> OptionalInt.of(0);
      case Value.Array array -> OptionalInt.of(array.items().size());
      case Value.Tuple tuple -> OptionalInt.of(tuple.items().size());
      case Value.Range range -> OptionalInt.of(range.length());
      case Dict dict -> OptionalInt.of(dict.size());
      case Value.View view -> OptionalInt.of(view.dict().size());
      case Value other -> OptionalInt.empty();
    };
  }

  /// `len(value)`, or Python's error.
  public static int requireLength(Value value) {
    return length(value)
        .orElseThrow(
            () -> PythonError.type("object of type '" + Types.name(value) + "' has no len()"));
  }

  /// Whether `iter(value)` works.
  public static boolean isIterable(Value value) {
    return value instanceof Value.Collection
        || value instanceof Value.Text
        || value instanceof Value.Undefined;
  }

  /// `iter(value)`, or Python's error.
  public Iterator<Value> iterate(Value value) {
    return switch (value) {
      case Value.Text text -> charged(characters(text));
      case Value.Undefined undefined -> Collections.emptyIterator();
      case Value.Stream stream -> stream.iterator();
      case Value.Collection collection -> {
        budget.steps(1 + length(collection).orElse(0) / ELEMENTS_PER_STEP);
        yield charged(items(collection).iterator());
      }
      case Value other ->
          throw PythonError.type("'" + Types.name(other) + "' object is not iterable");
    };
  }

  /// `list(value)`: all elements, in a new list that the caller may change.
  public List<Value> toList(Value value) {
    List<Value> list = new ArrayList<>();
    Iterator<Value> iterator = iterate(value);
    while (iterator.hasNext()) {
      budget.elements(1);
      list.add(iterator.next());
    }
    return list;
  }

  /// `reversed(value)`, or Python's error.
  public Iterator<Value> reversed(Value value) {
    boolean sequence =
        (value instanceof Value.Collection && !(value instanceof Value.Stream))
            || value instanceof Value.Text
            || value instanceof Value.Undefined;
    if (!sequence) {
      throw PythonError.type("'" + Types.name(value) + "' object is not reversible");
    }
    List<Value> list = toList(value);
    Collections.reverse(list);
    return list.iterator();
  }

  /// The elements of a collection that can be visited again.
  static List<Value> items(Value.Collection collection) {
    return switch (collection) {
      case Value.Array array -> array.items();
      case Value.Tuple tuple -> tuple.items();
      case Value.Range range -> rangeItems(range);
      case Dict dict -> viewItems(dict, Value.View.Kind.KEYS);
      case Value.View view -> viewItems(view.dict(), view.kind());
      case Value.Stream stream -> throw PythonError.type("a generator has no items");
    };
  }

  private static List<Value> rangeItems(Value.Range range) {
    return new AbstractList<>() {
      @Override
      public Value get(int index) {
        return range.at(index);
      }

      @Override
      public int size() {
        return range.length();
      }
    };
  }

  private static List<Value> viewItems(Dict dict, Value.View.Kind kind) {
    List<Value> items = new ArrayList<>(dict.size());
    for (Map.Entry<Value, Value> entry : dict.entries()) {
      items.add(
          switch (kind) {
            case KEYS -> entry.getKey();
            case VALUES -> entry.getValue();
            case ITEMS -> Value.Tuple.of(entry.getKey(), entry.getValue());
          });
    }
    return items;
  }

  private static Iterator<Value> characters(Value.Text text) {
    return text.text()
        .codePoints()
        .<Value>mapToObj(character -> new Value.Text(Character.toString(character)))
        .iterator();
  }

  private Iterator<Value> charged(Iterator<Value> iterator) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public Value next() {
        Value element = iterator.next();
        budget.visit(element);
        return element;
      }
    };
  }
}
