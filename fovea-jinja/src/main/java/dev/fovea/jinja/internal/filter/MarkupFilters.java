package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.runtime.Characters;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Markup;
import dev.fovea.jinja.internal.runtime.Printer;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Filters for HTML and URLs.
final class MarkupFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Filter.entry("e", 0, MarkupFilters::escape),
          Filter.entry("escape", 0, MarkupFilters::escape),
          Filter.entry("forceescape", 0, MarkupFilters::forceEscape),
          Filter.entry("safe", 0, MarkupFilters::safe),
          Filter.entry("striptags", 0, MarkupFilters::stripTags),
          Filter.entry("urlencode", 0, MarkupFilters::urlEncode),
          Filter.entry("xmlattr", 0, MarkupFilters::xmlAttributes, "autospace"));

  private MarkupFilters() {}

  private static Value escape(Rendering rendering, Value input, Bound arguments) {
    return input instanceof Value.Text text && text.markup()
        ? text
        : forceEscape(rendering, input, arguments);
  }

  private static Value forceEscape(Rendering rendering, Value input, Bound arguments) {
    String text = rendering.printer().text(input);
    rendering.budget().characters(5L * text.length());
    return new Value.Text(Markup.escape(text), true);
  }

  private static Value safe(Rendering rendering, Value input, Bound arguments) {
    return new Value.Text(rendering.printer().text(input), true);
  }

  private static Value stripTags(Rendering rendering, Value input, Bound arguments) {
    String text = rendering.printer().text(input);
    rendering.budget().characters(4L * text.length());
    return new Value.Text(Markup.stripTags(text));
  }

  private static Value urlEncode(Rendering rendering, Value input, Bound arguments) {
    if (input instanceof Value.Text || !Iteration.isIterable(input)) {
      return new Value.Text(quote(rendering, input, false));
    }
    Value pairs = input instanceof Dict dict ? new Value.View(dict, Value.View.Kind.ITEMS) : input;
    List<String> parts = new ArrayList<>();
    Iterator<Value> iterator = rendering.iteration().iterate(pairs);
    while (iterator.hasNext()) {
      List<Value> pair = rendering.iteration().toList(iterator.next());
      if (pair.size() != 2) {
        throw PythonError.value(
            "expected pairs of key and value, found " + pair.size() + " elements");
      }
      parts.add(quote(rendering, pair.get(0), true) + "=" + quote(rendering, pair.get(1), true));
    }
    return new Value.Text(String.join("&", parts));
  }

  private static String quote(Rendering rendering, Value value, boolean query) {
    byte[] bytes = rendering.printer().text(value).getBytes(StandardCharsets.UTF_8);
    rendering.budget().characters(3L * bytes.length);
    StringBuilder out = new StringBuilder();
    for (byte part : bytes) {
      char character = (char) (part & 0xff);
      boolean plain =
          character < 0x80 && (Characters.isWord(character) || "-.~".indexOf(character) >= 0);
      if (plain || (character == '/' && !query)) {
        out.append(character);
      } else if (character == ' ' && query) {
        out.append('+');
      } else {
        out.append(String.format(Locale.ROOT, "%%%02X", (int) character));
      }
    }
    return out.toString();
  }

  private static Value xmlAttributes(Rendering rendering, Value input, Bound arguments) {
    if (input instanceof Value.Undefined undefined) {
      throw undefined.error();
    }
    if (!(input instanceof Dict dict)) {
      throw PythonError.type("'" + Types.name(input) + "' object has no attribute 'items'");
    }
    StringBuilder out = new StringBuilder();
    boolean space = Iteration.truth(arguments.get(0, Value.Bool.TRUE));
    for (Map.Entry<Value, Value> entry : dict.entries()) {
      Value value = entry.getValue();
      if (value == Value.None.NONE || value instanceof Value.Undefined) {
        continue;
      }
      String key = rendering.printer().text(entry.getKey());
      if (key.chars().anyMatch(character -> " \t\n\r\f\u000b/>=".indexOf(character) >= 0)) {
        throw PythonError.value("Invalid character in attribute name: " + Printer.quote(key));
      }
      out.append(space || !out.isEmpty() ? " " : "")
          .append(Markup.escape(key))
          .append("=\"")
          .append(rendering.printer().text(escape(rendering, value, arguments)))
          .append('"');
    }
    return new Value.Text(out.toString());
  }
}
