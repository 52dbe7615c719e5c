package dev.fovea.jinja.internal.method;

import dev.fovea.jinja.internal.runtime.Rendering;
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

  static @Nullable Value find(Rendering rendering, Value.Collection collection, String name) {
    return switch (collection) {
      case Dict dict -> ofDict(dict, name);
      case Value.Array array when name.equals("copy") -> method(name, 0, bound -> array);
      case Value.Array array -> ofSequence(rendering, array, name);
      case Value.Tuple tuple -> ofSequence(rendering, tuple, name);
      case Value.Range range -> ofRange(rendering, range, name);
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

  private static @Nullable Value ofRange(Rendering rendering, Value.Range range, String name) {
    return switch (name) {
      case "start" -> Value.Int.of(range.start());
      case "stop" -> Value.Int.of(range.stop());
      case "step" -> Value.Int.of(range.step());
      default -> ofSequence(rendering, range, name);
    };
  }

  private static @Nullable Value ofSequence(
      Rendering rendering, Value.Collection sequence, String name) {
    return switch (name) {
      case "count" -> method(name, 1, bound -> count(rendering, sequence, bound), "value");
      case "index" ->
          method(name, 1, bound -> index(rendering, sequence, bound), "value", "start", "stop");
      default -> null;
    };
  }

  private static Value count(Rendering rendering, Value.Collection sequence, Bound bound) {
    long count = 0;
    for (Value item : rendering.iteration().toList(sequence)) {
      count += rendering.comparison().equal(item, bound.get(0)) ? 1 : 0;
    }
    return Value.Int.of(count);
  }

  private static Value index(Rendering rendering, Value.Collection sequence, Bound bound) {
    List<Value> items = rendering.iteration().toList(sequence);
    int start = absolute(bound.integer(1, 0), items.size());
    int stop = absolute(bound.integer(2, items.size()), items.size());
    for (int index = start; index < stop; index++) {
      if (rendering.comparison().equal(items.get(index), bound.get(0))) {
        return Value.Int.of(index);
      }
    }
    String type = sequence instanceof Value.Array ? "list" : "tuple";
    throw PythonError.value(
        sequence instanceof Value.Array
            ? rendering.printer().representation(bound.get(0)) + " is not in list"
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
