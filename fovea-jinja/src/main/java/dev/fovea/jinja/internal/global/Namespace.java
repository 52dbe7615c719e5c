package dev.fovea.jinja.internal.global;

import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object whose attributes `{% set namespace.name = value %}` changes.
public final class Namespace implements ObjectValue {
  private final Rendering rendering;
  private final Map<String, Value> attributes = new LinkedHashMap<>();

  Namespace(Rendering rendering, Dict initial) {
    this.rendering = rendering;
    initial
        .entries()
        .forEach(entry -> set(rendering.printer().text(entry.getKey()), entry.getValue()));
  }

  /// Changes or adds an attribute.
  public void set(String name, Value value) {
    rendering.budget().elements(1);
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
    return "<Namespace " + rendering.printer().representation(builder.build()) + ">";
  }
}
