package dev.fovea.jinja.internal.global;

import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.Value;
import org.jspecify.annotations.Nullable;

/// What `joiner(separator)` returns: nothing when first called, the separator ever after.
final class Joiner implements ObjectValue {
  private final Value separator;
  private boolean used;

  Joiner(Value separator) {
    this.separator = separator;
  }

  @Override
  public String typeName() {
    return "jinja2.utils.Joiner";
  }

  @Override
  public @Nullable Value attribute(String name) {
    return switch (name) {
      case "sep" -> separator;
      case "used" -> Value.Bool.of(used);
      default -> null;
    };
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public Value call(Arguments arguments) {
    Value result = used ? separator : new Value.Text("");
    used = true;
    return result;
  }
}
