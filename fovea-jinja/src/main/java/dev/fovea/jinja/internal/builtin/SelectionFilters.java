package dev.fovea.jinja.internal.builtin;

import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Runtime;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Value;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// The filters that apply another filter or a test to every element.
final class SelectionFilters {
  static final Map<String, Filter> ALL =
      Map.of(
          "map", SelectionFilters::map,
          "select", (runtime, input, arguments) -> select(runtime, input, arguments, false, true),
          "reject", (runtime, input, arguments) -> select(runtime, input, arguments, false, false),
          "selectattr",
              (runtime, input, arguments) -> select(runtime, input, arguments, true, true),
          "rejectattr",
              (runtime, input, arguments) -> select(runtime, input, arguments, true, false));

  private SelectionFilters() {}

  private static Value map(Runtime runtime, Value input, Arguments arguments) {
    return Generators.of(() ->
        Iteration.truth(input)
            ? Generators.map(runtime.iteration().iterate(input), mapping(runtime, arguments))
            : Collections.emptyIterator());
  }

  private static Function<Value, Value> mapping(Runtime runtime, Arguments arguments) {
    Value attribute = arguments.keyword().get("attribute");
    if (arguments.positional().isEmpty() && attribute != null) {
      for (String name : arguments.keyword().keySet()) {
        if (!name.equals("attribute") && !name.equals("default")) {
          throw PythonError.runtime("Unexpected keyword argument '" + name + "'");
        }
      }
      AttributePath path = AttributePath.of(attribute);
      Value fallback = arguments.keyword().getOrDefault("default", Value.None.NONE);
      return item -> path.resolve(runtime, item, fallback);
    }
    if (arguments.positional().isEmpty()) {
      throw PythonError.runtime("map requires a filter argument");
    }
    Filter filter = Filters.find(runtime.printer().text(arguments.positional().getFirst()));
    Arguments rest = arguments.skip(1);
    return item -> filter.apply(runtime, item, rest);
  }

  private static Value select(
      Runtime runtime, Value input, Arguments arguments, boolean byAttribute, boolean wanted) {
    return Generators.of(() -> {
      if (!Iteration.truth(input)) {
        return Collections.emptyIterator();
      }
      Predicate<Value> condition = condition(runtime, arguments, byAttribute);
      Iterator<Value> items = runtime.iteration().iterate(input);
      return Generators.filter(items, item -> condition.test(item) == wanted);
    });
  }

  private static Predicate<Value> condition(
      Runtime runtime, Arguments arguments, boolean byAttribute) {
    if (!byAttribute) {
      return test(runtime, arguments);
    }
    if (arguments.positional().isEmpty()) {
      throw PythonError.runtime("Missing parameter for attribute name");
    }
    AttributePath path = AttributePath.of(arguments.positional().getFirst());
    Predicate<Value> test = test(runtime, arguments.skip(1));
    return item -> test.test(path.resolve(runtime, item));
  }

  private static Predicate<Value> test(Runtime runtime, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      return Iteration::truth;
    }
    Test test = Tests.find(runtime.printer().text(arguments.positional().getFirst()));
    Arguments rest = arguments.skip(1);
    return item -> test.holds(runtime, item, rest);
  }
}
