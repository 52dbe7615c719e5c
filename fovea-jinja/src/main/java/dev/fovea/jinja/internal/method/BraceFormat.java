package dev.fovea.jinja.internal.method;

import dev.fovea.jinja.internal.runtime.FieldFormat;
import dev.fovea.jinja.internal.runtime.Printer;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Python's `str.format`, with attributes looked up as the sandbox allows.
final class BraceFormat {
  private final Rendering rendering;
  private final Arguments arguments;
  private int automatic;

  private BraceFormat(Rendering rendering, Arguments arguments) {
    this.rendering = rendering;
    this.arguments = arguments;
  }

  static Value format(Rendering rendering, Value.Text text, Arguments arguments) {
    return text.with(new BraceFormat(rendering, arguments).expand(text.text(), 2));
  }

  static Value formatMap(Rendering rendering, Value.Text text, Arguments arguments) {
    if (arguments.positional().size() != 1
        || !(arguments.positional().getFirst() instanceof Dict dict)) {
      throw PythonError.type("format_map() takes exactly one argument, a mapping");
    }
    Map<String, Value> named = new LinkedHashMap<>();
    for (Map.Entry<Value, Value> entry : dict.entries()) {
      named.put(rendering.printer().text(entry.getKey()), entry.getValue());
    }
    return format(rendering, text, new Arguments(List.of(), named));
  }

  private String expand(String format, int depth) {
    if (depth == 0) {
      throw PythonError.value("Max string recursion exceeded");
    }
    rendering.budget().characters(format.length());
    StringBuilder out = new StringBuilder();
    int position = 0;
    while (position < format.length()) {
      char character = format.charAt(position++);
      boolean doubled = position < format.length() && format.charAt(position) == character;
      if (character != '{' && character != '}') {
        out.append(character);
      } else if (doubled) {
        out.append(character);
        position++;
      } else if (character == '}') {
        throw PythonError.value("Single '}' encountered in format string");
      } else {
        int end = endOfField(format, position);
        String field = field(format.substring(position, end), depth);
        rendering.budget().characters(field.length());
        out.append(field);
        position = end + 1;
      }
    }
    return out.toString();
  }

  private static int endOfField(String format, int start) {
    if (start == format.length()) {
      throw PythonError.value("Single '{' encountered in format string");
    }
    int open = 1;
    for (int at = start; at < format.length(); at++) {
      open += format.charAt(at) == '{' ? 1 : format.charAt(at) == '}' ? -1 : 0;
      if (open == 0) {
        return at;
      }
    }
    throw PythonError.value("expected '}' before end of string");
  }

  private String field(String field, int depth) {
    int end = 0;
    boolean inBrackets = false;
    while (end < field.length() && (inBrackets || "!:".indexOf(field.charAt(end)) < 0)) {
      inBrackets = field.charAt(end) == '[' || (inBrackets && field.charAt(end) != ']');
      end++;
    }
    Value value = resolve(field.substring(0, end));
    if (end < field.length() && field.charAt(end) == '!') {
      char conversion = end + 1 < field.length() ? field.charAt(end + 1) : '\0';
      value = new Value.Text(convert(value, conversion));
      end += 2;
      if (end < field.length() && field.charAt(end) != ':') {
        throw PythonError.value("expected ':' after conversion specifier");
      }
    }
    String spec = end < field.length() ? expand(field.substring(end + 1), depth - 1) : "";
    return FieldFormat.format(rendering.budget(), rendering.printer(), value, spec);
  }

  private String convert(Value value, char conversion) {
    return switch (conversion) {
      case 's' -> rendering.printer().text(value);
      case 'r' -> rendering.printer().representation(value);
      case 'a' -> Printer.ascii(rendering.printer().representation(value));
      default -> throw PythonError.value("Unknown conversion specifier '" + conversion + "'");
    };
  }

  private Value resolve(String path) {
    int end = 0;
    while (end < path.length() && ".[".indexOf(path.charAt(end)) < 0) {
      end++;
    }
    Value value = argument(path.substring(0, end));
    while (end < path.length()) {
      boolean item = path.charAt(end) == '[';
      int start = ++end;
      while (end < path.length() && (item ? "]" : ".[").indexOf(path.charAt(end)) < 0) {
        end++;
      }
      String name = path.substring(start, end);
      if (name.isEmpty()) {
        throw PythonError.value("Empty attribute in format string");
      }
      value =
          item
              ? Attributes.getItem(rendering, value, key(name))
              : Attributes.getAttribute(rendering, value, name);
      end += item ? 1 : 0;
    }
    return value;
  }

  private Value argument(String name) {
    if ((name.isEmpty() && automatic < 0) || (isIndex(name) && automatic > 0)) {
      throw PythonError.value(
          "cannot switch from manual field specification to automatic field numbering");
    }
    if (!name.isEmpty() && !isIndex(name)) {
      Value value = arguments.keyword().get(name);
      if (value == null) {
        throw PythonError.lookup(Printer.quote(name));
      }
      return value;
    }
    int index = name.isEmpty() ? automatic++ : Integer.parseInt(name);
    automatic = name.isEmpty() ? automatic : -1;
    if (index >= arguments.positional().size()) {
      throw PythonError.lookup(
          "Replacement index " + index + " out of range for positional args tuple");
    }
    return arguments.positional().get(index);
  }

  private static Value key(String name) {
    return isIndex(name) ? new Value.Int(new BigInteger(name)) : new Value.Text(name);
  }

  private static boolean isIndex(String name) {
    return !name.isEmpty()
        && name.length() < 9
        && name.chars().allMatch(character -> character >= '0' && character <= '9');
  }
}
