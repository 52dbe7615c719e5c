package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.method.AttributePath;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Rendering;
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
          "select",
              (rendering, input, arguments) -> select(rendering, input, arguments, false, true),
          "reject",
              (rendering, input, arguments) -> select(rendering, input, arguments, false, false),
          "selectattr",
              (rendering, input, arguments) -> select(rendering, input, arguments, true, true),
          "rejectattr",
              (rendering, input, arguments) -> select(rendering, input, arguments, true, false));

  private SelectionFilters() {}

  private static Value map(Rendering rendering, Value input, Arguments arguments) {
    return Generators.of(() ->
        Iteration.truth(input)
            ? Generators.map(rendering.iteration().iterate(input), mapping(rendering, arguments))
            : Collections.emptyIterator());
  }

  private static Function<Value, Value> mapping(Rendering rendering, Arguments arguments) {
    Value attribute = arguments.keyword().get("attribute");
    if (arguments.positional().isEmpty() && attribute != null) {
      for (String name : arguments.keyword().keySet()) {
        if (!name.equals("attribute") && !name.equals("default")) {
          throw PythonError.runtime("Unexpected keyword argument '" + name + "'");
        }
      }
      AttributePath path = AttributePath.of(attribute);
      Value fallback = arguments.keyword().getOrDefault("default", Value.None.NONE);
      return item -> path.resolve(rendering, item, fallback);
    }
    if (arguments.positional().isEmpty()) {
      throw PythonError.runtime("map requires a filter argument");
    }
    Filter filter = Filters.find(rendering.printer().text(arguments.positional().getFirst()));
    Arguments rest = arguments.skip(1);
    return item -> filter.apply(rendering, item, rest);
  }

  private static Value select(
      Rendering rendering, Value input, Arguments arguments, boolean byAttribute, boolean wanted) {
    return Generators.of(() -> {
      if (!Iteration.truth(input)) {
        return Collections.emptyIterator();
      }
      Predicate<Value> condition = condition(rendering, arguments, byAttribute);
      Iterator<Value> items = rendering.iteration().iterate(input);
      return Generators.filter(items, item -> condition.test(item) == wanted);
    });
  }

  private static Predicate<Value> condition(
      Rendering rendering, Arguments arguments, boolean byAttribute) {
    if (!byAttribute) {
      return test(rendering, arguments);
    }
    if (arguments.positional().isEmpty()) {
      throw PythonError.runtime("Missing parameter for attribute name");
    }
    AttributePath path = AttributePath.of(arguments.positional().getFirst());
    Predicate<Value> test = test(rendering, arguments.skip(1));
    return item -> test.test(path.resolve(rendering, item));
  }

  private static Predicate<Value> test(Rendering rendering, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      return Iteration::truth;
    }
    Test test = Tests.find(rendering.printer().text(arguments.positional().getFirst()));
    Arguments rest = arguments.skip(1);
    return item -> test.holds(rendering, item, rest);
  }
}
