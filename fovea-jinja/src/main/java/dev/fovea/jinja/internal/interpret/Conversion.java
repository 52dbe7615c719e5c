package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.error.TemplateException;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns what a Java caller passes into values.
public final class Conversion {
  private Conversion() {}

  /// The variables of a template.
  ///
  /// @throws TemplateException for an object that has no counterpart in a template
  public static Map<String, Value> variables(Map<String, ? extends @Nullable Object> variables) {
    Map<String, Value> values = new HashMap<>();
    variables.forEach((name, value) -> values.put(name, value(value, name)));
    return values;
  }

  private static Value value(@Nullable Object object, String path) {
    return switch (object) {
      case null -> Value.None.NONE;
      case String text -> new Value.Text(text);
      case Boolean truth -> Value.Bool.of(truth);
      case BigInteger number -> new Value.Int(number);
      case BigDecimal number -> new Value.Real(number.doubleValue());
      case Float number -> new Value.Real(number);
      case Double number -> new Value.Real(number);
      case Byte number -> Value.Int.of(number);
      case Short number -> Value.Int.of(number);
      case Integer number -> Value.Int.of(number);
      case Long number -> Value.Int.of(number);
      case List<?> list -> {
        List<Value> items = new ArrayList<>(list.size());
        for (Object item : list) {
          items.add(value(item, path + "[" + items.size() + "]"));
        }
        yield new Value.Array(items);
      }
      case Map<?, ?> map -> {
        Dict.Builder builder = new Dict.Builder();
        map.forEach(
            (key, item) -> builder.put(value(key, path + " (key)"), value(item, path + "." + key)));
        yield builder.build();
      }
      default ->
          throw new TemplateException(
              "variable "
                  + path
                  + ": expected String, Number, Boolean, List, Map or null, found "
                  + object.getClass().getName());
    };
  }
}
