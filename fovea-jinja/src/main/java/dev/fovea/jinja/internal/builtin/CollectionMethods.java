package dev.fovea.jinja.internal.builtin;

import dev.fovea.jinja.internal.runtime.Runtime;
import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Signature;
import dev.fovea.jinja.internal.value.Value;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Methods of lists, tuples, ranges and dicts; those that would change them are refused elsewhere.
final class CollectionMethods {
  private CollectionMethods() {}

  static @Nullable Value find(Runtime runtime, Value.Collection collection, String name) {
    return switch (collection) {
      case Dict dict -> ofDict(dict, name);
      case Value.Array array when name.equals("copy") -> method(name, 0, bound -> array);
      case Value.Array array -> ofSequence(runtime, array, name);
      case Value.Tuple tuple -> ofSequence(runtime, tuple, name);
      case Value.Range range -> ofRange(runtime, range, name);
      case Value.View view -> null;
      case Value.Stream stream -> null;
    };
  }

  private static @Nullable Value ofDict(Dict dict, String name) {
    return switch (name) {
      case "get" ->
          method(
              name,
              1,
              bound -> {
                Value found = dict.get(bound.get(0));
                return found != null ? found : bound.get(1, Value.None.NONE);
              },
              "key",
              "default");
      case "items" -> method(name, 0, bound -> new Value.View(dict, Value.View.Kind.ITEMS));
      case "keys" -> method(name, 0, bound -> new Value.View(dict, Value.View.Kind.KEYS));
      case "values" -> method(name, 0, bound -> new Value.View(dict, Value.View.Kind.VALUES));
      case "copy" -> method(name, 0, bound -> dict);
      default -> null;
    };
  }

  private static @Nullable Value ofRange(Runtime runtime, Value.Range range, String name) {
    return switch (name) {
      case "start" -> Value.Int.of(range.start());
      case "stop" -> Value.Int.of(range.stop());
      case "step" -> Value.Int.of(range.step());
      default -> ofSequence(runtime, range, name);
    };
  }

  private static @Nullable Value ofSequence(
      Runtime runtime, Value.Collection sequence, String name) {
    return switch (name) {
      case "count" -> method(name, 1, bound -> count(runtime, sequence, bound), "value");
      case "index" ->
          method(name, 1, bound -> index(runtime, sequence, bound), "value", "start", "stop");
      default -> null;
    };
  }

  private static Value count(Runtime runtime, Value.Collection sequence, Bound bound) {
    long count = 0;
    for (Value item : runtime.iteration().toList(sequence)) {
      count += runtime.comparison().equal(item, bound.get(0)) ? 1 : 0;
    }
    return Value.Int.of(count);
  }

  private static Value index(Runtime runtime, Value.Collection sequence, Bound bound) {
    List<Value> items = runtime.iteration().toList(sequence);
    int start = absolute(bound.integer(1, 0), items.size());
    int stop = absolute(bound.integer(2, items.size()), items.size());
    for (int index = start; index < stop; index++) {
      if (runtime.comparison().equal(items.get(index), bound.get(0))) {
        return Value.Int.of(index);
      }
    }
    String type = sequence instanceof Value.Array ? "list" : "tuple";
    throw PythonError.value(
        sequence instanceof Value.Array
            ? runtime.printer().representation(bound.get(0)) + " is not in list"
            : type + ".index(x): x not in " + type);
  }

  /// A bound of a slice as a position within a length.
  static int absolute(int bound, int length) {
    return Math.clamp(bound < 0 ? (long) bound + length : bound, 0, length);
  }

  private static Value method(
      String name, int required, Function<Bound, Value> body, String... parameters) {
    Signature signature = Signature.of(name, required, parameters);
    return new BuiltinFunction(
        "builtin_function_or_method", name, arguments -> body.apply(arguments.bind(signature)));
  }
}
