package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.List;

/// `value[start:stop:step]`.
public final class Slices {
  private final Budget budget;

  /// Slices that charge what they copy.
  public Slices(Budget budget) {
    this.budget = budget;
  }

  /// The part of a sequence that a slice selects; each bound may be `None`.
  public Value slice(Value value, Value start, Value stop, Value step) {
    return switch (value) {
      case Value.Text text -> {
        budget.characters(text.text().length());
        int[] characters = text.text().codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (int index : indices(characters.length, start, stop, step)) {
          out.appendCodePoint(characters[index]);
        }
        yield text.with(out.toString());
      }
      case Value.Array array -> new Value.Array(slice(array.items(), start, stop, step));
      case Value.Tuple tuple -> new Value.Tuple(slice(tuple.items(), start, stop, step));
      case Value.Range range -> range(range, start, stop, step);
      case Value.Undefined undefined -> throw undefined.error();
      case Dict dict -> throw PythonError.type("unhashable type: 'slice'");
      case Value other ->
          throw PythonError.type("'" + Types.name(other) + "' object is not subscriptable");
    };
  }

  private List<Value> slice(List<Value> items, Value start, Value stop, Value step) {
    List<Value> selected = new ArrayList<>();
    for (int index : indices(items.size(), start, stop, step)) {
      selected.add(items.get(index));
    }
    return selected;
  }

  private Value.Range range(Value.Range range, Value start, Value stop, Value step) {
    int[] indices = indices(range.length(), start, stop, step);
    long stride = range.step() * stepOf(step);
    long first = indices.length == 0 ? range.start() : range.start() + indices[0] * range.step();
    return new Value.Range(first, first + indices.length * stride, stride, indices.length);
  }

  private int[] indices(int length, Value start, Value stop, Value step) {
    int stride = stepOf(step);
    boolean forward = stride > 0;
    int first = bound(start, length, forward ? 0 : length - 1, forward);
    int last = bound(stop, length, forward ? length : -1, forward);
    long span = forward ? (long) last - first : (long) first - last;
    int count = span <= 0 ? 0 : (int) ((span - 1) / Math.abs((long) stride) + 1);
    budget.elements(count);
    int[] indices = new int[count];
    for (int index = 0; index < count; index++) {
      indices[index] = (int) (first + (long) index * stride);
    }
    return indices;
  }

  private static int stepOf(Value step) {
    int stride = step == Value.None.NONE ? 1 : index(step);
    if (stride == 0) {
      throw PythonError.value("slice step cannot be zero");
    }
    return stride;
  }

  private static int bound(Value bound, int length, int fallback, boolean forward) {
    if (bound == Value.None.NONE) {
      return fallback;
    }
    long index = index(bound);
    long absolute = index < 0 ? index + length : index;
    return (int) Math.clamp(absolute, forward ? 0 : -1, forward ? length : length - 1L);
  }

  private static int index(Value bound) {
    if (bound instanceof Value.Int || bound instanceof Value.Bool) {
      return Bound.integer(bound);
    }
    throw PythonError.type("slice indices must be integers or None or have an __index__ method");
  }
}
