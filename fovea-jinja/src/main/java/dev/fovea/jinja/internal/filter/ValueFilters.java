package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.method.Attributes;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Json;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Value;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Filters for values of any kind.
final class ValueFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Filter.entry("attr", 1, ValueFilters::attr, "name"),
          Filter.entry("d", 0, ValueFilters::defaultTo, "default_value", "boolean"),
          Filter.entry("default", 0, ValueFilters::defaultTo, "default_value", "boolean"),
          Filter.entry("pprint", 0, ValueFilters::prettyPrint),
          Filter.entry(
              "tojson",
              0,
              ValueFilters::toJson,
              "ensure_ascii",
              "indent",
              "separators",
              "sort_keys"),
          Filter.entry("random", 0, ValueFilters::random));

  private ValueFilters() {}

  private static Value attr(Rendering rendering, Value input, Bound arguments) {
    return Attributes.attribute(rendering, input, arguments.text(0));
  }

  private static Value defaultTo(Rendering rendering, Value input, Bound arguments) {
    boolean falseToo = Iteration.truth(arguments.get(1, Value.Bool.FALSE));
    boolean replaced = input instanceof Value.Undefined || (falseToo && !Iteration.truth(input));
    return replaced ? arguments.get(0, new Value.Text("")) : input;
  }

  private static Value prettyPrint(Rendering rendering, Value input, Bound arguments) {
    return new Value.Text(PrettyPrinter.print(rendering, input));
  }

  private static Value random(Rendering rendering, Value input, Bound arguments) {
    throw PythonError.runtime("filter 'random' is not supported: prompts must be reproducible");
  }

  private static Value toJson(Rendering rendering, Value input, Bound arguments) {
    String indent = arguments.has(1) ? indent(rendering, arguments.get(1)) : null;
    String itemSeparator = indent == null ? ", " : ",";
    String keySeparator = ": ";
    if (arguments.has(2)) {
      Iterator<Value> separators = rendering.iteration().toList(arguments.get(2)).iterator();
      itemSeparator = separator(separators);
      keySeparator = separator(separators);
    }
    Json.Style style =
        new Json.Style(
            Iteration.truth(arguments.get(0, Value.Bool.FALSE)),
            indent,
            itemSeparator,
            keySeparator,
            Iteration.truth(arguments.get(3, Value.Bool.FALSE)));
    return new Value.Text(Json.write(rendering, input, style));
  }

  private static @Nullable String indent(Rendering rendering, Value indent) {
    if (indent instanceof Value.Text text) {
      return text.text();
    }
    int width = Math.max(0, Bound.integer(indent));
    rendering.budget().characters(width);
    return " ".repeat(width);
  }

  private static String separator(Iterator<Value> separators) {
    if (separators.hasNext() && separators.next() instanceof Value.Text text) {
      return text.text();
    }
    throw PythonError.value("separators must be a pair of strings");
  }
}
