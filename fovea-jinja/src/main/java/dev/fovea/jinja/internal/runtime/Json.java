package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Python's `json.dumps`.
public final class Json {
  private final Rendering rendering;
  private final Style style;
  private final StringBuilder out = new StringBuilder();

  /// How JSON is laid out.
  ///
  /// @param ascii whether other characters are escaped
  /// @param indent what one level is indented by, or null for a single line
  /// @param itemSeparator what goes between elements
  /// @param keySeparator what goes between key and value
  /// @param sortKeys whether entries are sorted by key
  public record Style(
      boolean ascii,
      @Nullable String indent,
      String itemSeparator,
      String keySeparator,
      boolean sortKeys) {}

  private Json(Rendering rendering, Style style) {
    this.rendering = rendering;
    this.style = style;
  }

  /// The value as JSON.
  public static String write(Rendering rendering, Value value, Style style) {
    Json json = new Json(rendering, style);
    json.write(value, 1);
    return json.out.toString();
  }

  private void write(Value value, int depth) {
    rendering.budget().step();
    int start = out.length();
    switch (value) {
      case Value.None none -> out.append("null");
      case Value.Bool truth -> out.append(truth == Value.Bool.TRUE);
      case Value.Int number -> out.append(Numbers.text(number.number()));
      case Value.Real number -> out.append(real(number.number()));
      case Value.Text text -> writeText(text.text());
      case Value.Array array -> writeArray(array.items(), depth);
      case Value.Tuple tuple -> writeArray(tuple.items(), depth);
      case Dict dict -> writeObject(dict, depth);
      case Value other ->
          throw PythonError.type(
              "Object of type " + Types.name(other) + " is not JSON serializable");
    }
    if (value instanceof Value.Atom) {
      rendering.budget().characters(out.length() - start);
    }
  }

  private void writeArray(List<Value> items, int depth) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    for (int index = 0; index < items.size(); index++) {
      separate(index > 0, depth);
      write(items.get(index), depth + 1);
    }
    newLine(depth - 1);
    out.append(']');
  }

  private void writeObject(Dict dict, int depth) {
    if (dict.size() == 0) {
      out.append("{}");
      return;
    }
    out.append('{');
    boolean follows = false;
    for (Map.Entry<Value, Value> entry : entries(dict)) {
      separate(follows, depth);
      writeText(key(entry.getKey()));
      out.append(style.keySeparator());
      write(entry.getValue(), depth + 1);
      follows = true;
    }
    newLine(depth - 1);
    out.append('}');
  }

  private List<Map.Entry<Value, Value>> entries(Dict dict) {
    List<Map.Entry<Value, Value>> entries = new ArrayList<>(dict.entries());
    if (!style.sortKeys()) {
      return entries;
    }
    List<Value> keys = entries.stream().map(Map.Entry::getKey).toList();
    return rendering.comparison().sorted(keys, keys, false).stream()
        .map(key -> Map.entry(key, Objects.requireNonNull(dict.get(key))))
        .toList();
  }

  private static String key(Value key) {
    return switch (key) {
      case Value.Text text -> text.text();
      case Value.None none -> "null";
      case Value.Bool truth -> truth == Value.Bool.TRUE ? "true" : "false";
      case Value.Int number -> Numbers.text(number.number());
      case Value.Real number -> real(number.number());
      case Value other ->
          throw PythonError.type(
              "keys must be str, int, float, bool or None, not " + Types.name(other));
    };
  }

  private void separate(boolean follows, int depth) {
    if (follows) {
      out.append(style.itemSeparator());
    }
    newLine(depth);
  }

  private void newLine(int depth) {
    String indent = style.indent();
    if (indent != null) {
      rendering.budget().characters(1L + (long) indent.length() * depth);
      out.append('\n').append(indent.repeat(depth));
    }
  }

  private static String real(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    return Double.isInfinite(number)
        ? (number > 0 ? "Infinity" : "-Infinity")
        : Numbers.text(number);
  }

  private void writeText(String text) {
    out.append('"');
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      switch (character) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (character < 0x20 || (style.ascii() && character > 0x7e)) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
          } else {
            out.append(character);
          }
        }
      }
    }
    out.append('"');
  }
}
