package dev.fovea.jinja.internal.builtin;

import dev.fovea.jinja.internal.runtime.Runtime;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Python's `pprint.pformat`: `repr` with sorted keys, broken into lines of 80 characters at most.
/// Long strings are not broken, unlike there.
final class PrettyPrinter {
  private static final int WIDTH = 80;

  private final Runtime runtime;
  private final StringBuilder out = new StringBuilder();

  private PrettyPrinter(Runtime runtime) {
    this.runtime = runtime;
  }

  static String print(Runtime runtime, Value value) {
    PrettyPrinter printer = new PrettyPrinter(runtime);
    printer.write(printer.sorted(value), 0, 0);
    return printer.out.toString();
  }

  /// The value with the entries of its dicts sorted, where their keys can be.
  private Value sorted(Value value) {
    runtime.budget().elements(1);
    return switch (value) {
      case Value.Array array -> new Value.Array(array.items().stream().map(this::sorted).toList());
      case Value.Tuple tuple -> new Value.Tuple(tuple.items().stream().map(this::sorted).toList());
      case Dict dict -> {
        List<Value> keys = new ArrayList<>();
        dict.entries().forEach(entry -> keys.add(entry.getKey()));
        boolean textual = keys.stream().allMatch(Value.Text.class::isInstance);
        Dict.Builder builder = new Dict.Builder();
        for (Value key : textual ? runtime.comparison().sorted(keys, keys, false) : keys) {
          builder.put(key, sorted(Objects.requireNonNull(dict.get(key))));
        }
        yield builder.build();
      }
      case Value other -> other;
    };
  }

  private void write(Value value, int indent, int closing) {
    String line = runtime.printer().representation(value);
    if (line.codePointCount(0, line.length()) <= WIDTH - indent - closing) {
      out.append(line);
      return;
    }
    switch (value) {
      case Value.Array array -> writeItems("[", array.items(), "]", indent, closing);
      case Value.Tuple tuple ->
          writeItems("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", indent, closing);
      case Dict dict -> writeDict(dict, indent, closing);
      case Value other -> out.append(line);
    }
  }

  private void writeItems(String open, List<Value> items, String close, int indent, int closing) {
    out.append(open);
    for (int index = 0; index < items.size(); index++) {
      boolean last = index == items.size() - 1;
      separate(index > 0, indent);
      write(items.get(index), indent + 1, last ? closing + close.length() : 1);
    }
    out.append(close);
  }

  private void writeDict(Dict dict, int indent, int closing) {
    out.append('{');
    int index = 0;
    for (Map.Entry<Value, Value> entry : dict.entries()) {
      boolean last = ++index == dict.size();
      separate(index > 1, indent);
      String key = runtime.printer().representation(entry.getKey());
      out.append(key).append(": ");
      int column = indent + 1 + key.codePointCount(0, key.length()) + 2;
      write(entry.getValue(), column, last ? closing + 1 : 1);
    }
    out.append('}');
  }

  private void separate(boolean follows, int indent) {
    if (follows) {
      runtime.budget().characters(indent + 3L);
      out.append(",\n").append(" ".repeat(indent + 1));
    }
  }
}
