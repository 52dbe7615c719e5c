package dev.fovea.jinja.internal.global;

import dev.fovea.jinja.internal.method.BuiltinFunction;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `cycler(…)` returns: gives its values in turn.
final class Cycler implements ObjectValue {
  private final List<Value> items;
  private int position;

  Cycler(List<Value> items) {
    if (items.isEmpty()) {
      throw PythonError.runtime("at least one item has to be provided");
    }
    this.items = items;
  }

  @Override
  public String typeName() {
    return "jinja2.utils.Cycler";
  }

  @Override
  public @Nullable Value attribute(String name) {
    return switch (name) {
      case "current" -> items.get(position);
      case "items" -> new Value.Tuple(items);
      case "pos" -> Value.Int.of(position);
      case "next" ->
          new BuiltinFunction(
              "method",
              name,
              arguments -> {
                Value current = items.get(position);
                position = (position + 1) % items.size();
                return current;
              });
      case "reset" ->
          new BuiltinFunction(
              "method",
              name,
              arguments -> {
                position = 0;
                return Value.None.NONE;
              });
      default -> null;
    };
  }
}
