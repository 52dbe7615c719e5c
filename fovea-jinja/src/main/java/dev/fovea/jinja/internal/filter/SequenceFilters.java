package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.method.AttributePath;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.runtime.Texts;
import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.Hashing;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Filters for anything that has elements.
final class SequenceFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Filter.entry("batch", 1, SequenceFilters::batch, "linecount", "fill_with"),
          Filter.entry("count", 0, SequenceFilters::length),
          Filter.entry("dictsort", 0, SequenceFilters::dictSort, "case_sensitive", "by", "reverse"),
          Filter.entry("first", 0, SequenceFilters::first),
          Filter.entry(
              "groupby", 1, SequenceFilters::groupBy, "attribute", "default", "case_sensitive"),
          Filter.entry("items", 0, SequenceFilters::items),
          Filter.entry("join", 0, SequenceFilters::join, "d", "attribute"),
          Filter.entry("last", 0, SequenceFilters::last),
          Filter.entry("length", 0, SequenceFilters::length),
          Filter.entry("list", 0, SequenceFilters::list),
          Filter.entry("max", 0, SequenceFilters::max, "case_sensitive", "attribute"),
          Filter.entry("min", 0, SequenceFilters::min, "case_sensitive", "attribute"),
          Filter.entry("reverse", 0, SequenceFilters::reverse),
          Filter.entry("slice", 1, SequenceFilters::slice, "slices", "fill_with"),
          Filter.entry("sort", 0, SequenceFilters::sort, "reverse", "case_sensitive", "attribute"),
          Filter.entry("sum", 0, SequenceFilters::sum, "attribute", "start"),
          Filter.entry("unique", 0, SequenceFilters::unique, "case_sensitive", "attribute"));

  private SequenceFilters() {}

  private static boolean flag(Bound arguments, int index) {
    return Iteration.truth(arguments.get(index, Value.Bool.FALSE));
  }

  private static Value batch(Rendering rendering, Value input, Bound arguments) {
    return Generators.of(() -> {
      int size = Bound.integer(arguments.get(0));
      List<Value> batches = new ArrayList<>();
      List<Value> batch = new ArrayList<>();
      for (Value item : rendering.iteration().toList(input)) {
        if (batch.size() == size) {
          batches.add(new Value.Array(batch));
          batch = new ArrayList<>();
        }
        batch.add(item);
      }
      if (!batch.isEmpty() && arguments.has(1)) {
        rendering.budget().elements(Math.max(0, (long) size - batch.size()));
        batch.addAll(Collections.nCopies(Math.max(0, size - batch.size()), arguments.get(1)));
      }
      if (!batch.isEmpty()) {
        batches.add(new Value.Array(batch));
      }
      return batches.iterator();
    });
  }

  private static Value slice(Rendering rendering, Value input, Bound arguments) {
    return Generators.of(() -> {
      List<Value> items = rendering.iteration().toList(input);
      int slices = Bound.integer(arguments.get(0));
      if (slices == 0) {
        throw new PythonError(PythonError.Kind.ARITHMETIC, "integer division or modulo by zero");
      }
      rendering.budget().elements(Math.max(0, slices));
      List<Value> result = new ArrayList<>();
      int start = 0;
      for (int index = 0; index < slices; index++) {
        boolean longer = index < items.size() % slices;
        int end = start + items.size() / slices + (longer ? 1 : 0);
        List<Value> part = new ArrayList<>(items.subList(start, end));
        if (arguments.has(1) && !longer) {
          part.add(arguments.get(1));
        }
        result.add(new Value.Array(part));
        start = end;
      }
      return result.iterator();
    });
  }

  private static Value length(Rendering rendering, Value input, Bound arguments) {
    return Value.Int.of(Iteration.requireLength(input));
  }

  private static Value dictSort(Rendering rendering, Value input, Bound arguments) {
    boolean caseSensitive = flag(arguments, 0);
    String by = arguments.has(1) ? rendering.printer().text(arguments.get(1)) : "key";
    if (!by.equals("key") && !by.equals("value")) {
      throw PythonError.runtime("You can only sort by either \"key\" or \"value\"");
    }
    List<Value> items = rendering.iteration().toList(entries(input));
    List<Value> keys = new ArrayList<>();
    for (Map.Entry<Value, Value> entry : requireDict(input).entries()) {
      Value key = by.equals("key") ? entry.getKey() : entry.getValue();
      keys.add(AttributePath.fold(key, caseSensitive));
    }
    return new Value.Array(rendering.comparison().sorted(items, keys, flag(arguments, 2)));
  }

  private static Dict requireDict(Value input) {
    return switch (input) {
      case Dict dict -> dict;
      case Value.Undefined undefined -> throw undefined.error();
      case Value other ->
          throw PythonError.type("'" + Types.name(other) + "' object has no attribute 'items'");
    };
  }

  private static Value.View entries(Value input) {
    return new Value.View(requireDict(input), Value.View.Kind.ITEMS);
  }

  private static Value first(Rendering rendering, Value input, Bound arguments) {
    Iterator<Value> iterator = rendering.iteration().iterate(input);
    return iterator.hasNext()
        ? iterator.next()
        : new Value.Undefined("No first item, sequence was empty.");
  }

  private static Value last(Rendering rendering, Value input, Bound arguments) {
    Iterator<Value> iterator = rendering.iteration().reversed(input);
    return iterator.hasNext()
        ? iterator.next()
        : new Value.Undefined("No last item, sequence was empty.");
  }

  private static Value groupBy(Rendering rendering, Value input, Bound arguments) {
    AttributePath path = AttributePath.of(arguments.get(0));
    Value fallback = arguments.get(1, Value.None.NONE);
    boolean caseSensitive = flag(arguments, 2);
    List<Value> items = rendering.iteration().toList(input);
    List<Value> keys = new ArrayList<>();
    List<Value> indices = new ArrayList<>();
    for (Value item : items) {
      keys.add(AttributePath.fold(path.resolve(rendering, item, fallback), caseSensitive));
      indices.add(Value.Int.of(indices.size()));
    }
    List<Value> groups = new ArrayList<>();
    List<Value> group = new ArrayList<>();
    Value groupKey = Value.None.NONE;
    for (Value position : rendering.comparison().sorted(indices, keys, false)) {
      int index = Bound.integer(position);
      if (group.isEmpty() || !rendering.comparison().equal(groupKey, keys.get(index))) {
        group = new ArrayList<>();
        groupKey = keys.get(index);
        Value label = path.resolve(rendering, items.get(index), fallback);
        groups.add(
            new Value.Tuple(List.of(label, new Value.Array(group)), List.of("grouper", "list")));
      }
      group.add(items.get(index));
    }
    return new Value.Array(groups);
  }

  private static Value items(Rendering rendering, Value input, Bound arguments) {
    return Generators.of(() -> {
      if (input instanceof Value.Undefined) {
        return Collections.emptyIterator();
      }
      if (!(input instanceof Dict)) {
        throw PythonError.type("Can only get item pairs from a mapping.");
      }
      return rendering.iteration().iterate(entries(input));
    });
  }

  private static Value join(Rendering rendering, Value input, Bound arguments) {
    String separator = rendering.printer().text(arguments.get(0, new Value.Text("")));
    AttributePath path = AttributePath.of(arguments.get(1, Value.None.NONE));
    StringBuilder out = new StringBuilder();
    Iterator<Value> iterator = rendering.iteration().iterate(input);
    for (boolean first = true; iterator.hasNext(); first = false) {
      String text = rendering.printer().text(path.resolve(rendering, iterator.next()));
      rendering.budget().characters((long) text.length() + separator.length());
      out.append(first ? "" : separator).append(text);
    }
    return new Value.Text(out.toString());
  }

  private static Value list(Rendering rendering, Value input, Bound arguments) {
    return new Value.Array(rendering.iteration().toList(input));
  }

  private static Value max(Rendering rendering, Value input, Bound arguments) {
    return extreme(rendering, input, arguments, true);
  }

  private static Value min(Rendering rendering, Value input, Bound arguments) {
    return extreme(rendering, input, arguments, false);
  }

  private static Value extreme(Rendering rendering, Value input, Bound arguments, boolean largest) {
    AttributePath path = AttributePath.of(arguments.get(1, Value.None.NONE));
    Iterator<Value> iterator = rendering.iteration().iterate(input);
    if (!iterator.hasNext()) {
      return new Value.Undefined("No aggregated item, sequence was empty.");
    }
    Value best = iterator.next();
    Value bestKey = AttributePath.fold(path.resolve(rendering, best), flag(arguments, 0));
    while (iterator.hasNext()) {
      Value item = iterator.next();
      Value key = AttributePath.fold(path.resolve(rendering, item), flag(arguments, 0));
      String operator = largest ? ">" : "<";
      int wanted = largest ? 1 : -1;
      if (rendering.comparison().order(key, bestKey, operator).orElse(0) * wanted > 0) {
        best = item;
        bestKey = key;
      }
    }
    return best;
  }

  private static Value reverse(Rendering rendering, Value input, Bound arguments) {
    if (input instanceof Value.Text text) {
      rendering.budget().characters(text.text().length());
      return text.with(Texts.reverse(text.text()));
    }
    if (input instanceof Value.Stream) {
      List<Value> items = rendering.iteration().toList(input);
      Collections.reverse(items);
      return new Value.Array(items);
    }
    if (!Iteration.isIterable(input)) {
      throw PythonError.runtime("argument must be iterable");
    }
    return new Value.Stream("list_reverseiterator", rendering.iteration().reversed(input));
  }

  private static Value sort(Rendering rendering, Value input, Bound arguments) {
    List<AttributePath> paths = new ArrayList<>();
    Value attribute = arguments.get(2, Value.None.NONE);
    if (attribute instanceof Value.Text(String text, boolean markup)) {
      Texts.split(text, ",", -1).forEach(part -> paths.add(AttributePath.of(new Value.Text(part))));
    } else {
      paths.add(AttributePath.of(attribute));
    }
    List<Value> items = rendering.iteration().toList(input);
    List<Value> keys = new ArrayList<>();
    for (Value item : items) {
      List<Value> key = new ArrayList<>();
      for (AttributePath path : paths) {
        key.add(AttributePath.fold(path.resolve(rendering, item), flag(arguments, 1)));
      }
      keys.add(new Value.Array(key));
    }
    return new Value.Array(rendering.comparison().sorted(items, keys, flag(arguments, 0)));
  }

  private static Value sum(Rendering rendering, Value input, Bound arguments) {
    AttributePath path = AttributePath.of(arguments.get(0, Value.None.NONE));
    Value total = arguments.get(1, Value.Int.of(0));
    if (total instanceof Value.Text) {
      throw PythonError.type("sum() can't sum strings [use ''.join(seq) instead]");
    }
    Iterator<Value> iterator = rendering.iteration().iterate(input);
    while (iterator.hasNext()) {
      total = rendering.arithmetic().add(total, path.resolve(rendering, iterator.next()));
    }
    return total;
  }

  private static Value unique(Rendering rendering, Value input, Bound arguments) {
    return Generators.of(() -> {
      AttributePath path = AttributePath.of(arguments.get(1, Value.None.NONE));
      Set<Object> seen = new HashSet<>();
      return Generators.filter(
          rendering.iteration().iterate(input),
          item -> {
            Value key = AttributePath.fold(path.resolve(rendering, item), flag(arguments, 0));
            return seen.add(Hashing.key(key));
          });
    });
  }
}
