package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.internal.value.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Variables of one block, and through its parent those of the blocks around it.
final class Scope {
  private final @Nullable Scope parent;
  private final Map<String, Value> variables;

  /// An outermost scope.
  Scope(Map<String, Value> variables) {
    this.parent = null;
    this.variables = variables;
  }

  /// A scope inside another.
  Scope(Scope parent) {
    this.parent = parent;
    this.variables = new HashMap<>();
  }

  void set(String name, Value value) {
    variables.put(name, value);
  }

  /// The value of a variable, or an undefined value.
  Value get(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      Value value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return undefined(name);
  }

  /// What a variable is before it has been set.
  static Value undefined(String name) {
    return new Value.Undefined("'" + name + "' is undefined");
  }
}
