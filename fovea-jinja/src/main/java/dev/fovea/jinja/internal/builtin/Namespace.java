package dev.fovea.jinja.internal.builtin;

import dev.fovea.jinja.internal.runtime.Runtime;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object whose attributes `{% set namespace.name = value %}` changes.
public final class Namespace implements ObjectValue {
  private final Runtime runtime;
  private final Map<String, Value> attributes = new LinkedHashMap<>();

  Namespace(Runtime runtime, Dict initial) {
    this.runtime = runtime;
    initial
        .entries()
        .forEach(entry -> set(runtime.printer().text(entry.getKey()), entry.getValue()));
  }

  /// Changes or adds an attribute.
  public void set(String name, Value value) {
    runtime.budget().elements(1);
    attributes.put(name, value);
  }

  @Override
  public String typeName() {
    return "jinja2.utils.Namespace";
  }

  @Override
  public @Nullable Value attribute(String name) {
    return attributes.get(name);
  }

  @Override
  public String describe() {
    Dict.Builder builder = new Dict.Builder();
    attributes.forEach(builder::put);
    return "<Namespace " + runtime.printer().representation(builder.build()) + ">";
  }
}
