package dev.fovea.jinja.internal.method;

import dev.fovea.jinja.internal.runtime.Characters;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.runtime.Texts;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// The `attribute` of filters such as `map` and `sort`: names and indices with dots between them.
public record AttributePath(List<Value> parts) {

  /// The path written as text or number; the empty one for `None`.
  public static AttributePath of(Value attribute) {
    return switch (attribute) {
      case Value.None none -> new AttributePath(List.of());
      case Value.Text(String text, boolean markup) -> {
        List<Value> parts = new ArrayList<>();
        for (String part : Texts.split(text, ".", -1)) {
          boolean index = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
          parts.add(index ? new Value.Int(new BigInteger(part)) : new Value.Text(part));
        }
        yield new AttributePath(parts);
      }
      case Value other -> new AttributePath(List.of(other));
    };
  }

  /// What the path leads to.
  public Value resolve(Rendering rendering, Value item) {
    return resolve(rendering, item, Value.None.NONE);
  }

  /// What the path leads to, with a value in place of what is undefined on the way, unless that is
  /// `None`.
  public Value resolve(Rendering rendering, Value item, Value fallback) {
    Value found = item;
    for (Value part : parts) {
      rendering.budget().step();
      found = Attributes.getItem(rendering, found, part);
      if (found instanceof Value.Undefined && fallback != Value.None.NONE) {
        found = fallback;
      }
    }
    return found;
  }

  /// Text in lower case unless case matters; other values as they are.
  public static Value fold(Value key, boolean caseSensitive) {
    return !caseSensitive && key instanceof Value.Text text
        ? text.with(Characters.lower(text.text()))
        : key;
  }
}
