package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.value.PythonError;
import java.util.HashMap;
import java.util.Map;

/// All filters by name.
public final class Filters {
  private static final Map<String, Filter> ALL = new HashMap<>();

  static {
    ALL.putAll(TextFilters.ALL);
    ALL.putAll(MarkupFilters.ALL);
    ALL.putAll(NumberFilters.ALL);
    ALL.putAll(SequenceFilters.ALL);
    ALL.putAll(SelectionFilters.ALL);
    ALL.putAll(ValueFilters.ALL);
  }

  private Filters() {}

  /// Whether there is a filter of that name.
  public static boolean exists(String name) {
    return ALL.containsKey(name);
  }

  /// The filter of that name, or jinja2's error.
  public static Filter find(String name) {
    Filter filter = ALL.get(name);
    if (filter == null) {
      throw PythonError.runtime("No filter named '" + name + "'.");
    }
    return filter;
  }
}
