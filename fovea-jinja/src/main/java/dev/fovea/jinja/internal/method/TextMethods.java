package dev.fovea.jinja.internal.method;

import dev.fovea.jinja.internal.runtime.Characters;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.runtime.Texts;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Signature;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The methods of Python's `str` that change, cut or join text. [TextQueries] has those that ask.
public final class TextMethods {
  private static final Map<String, Method> ALL =
      Map.ofEntries(
          changing("capitalize", Characters::capitalize),
          changing("casefold", text -> Characters.lower(Characters.upper(text))),
          changing("lower", Characters::lower),
          changing("swapcase", TextMethods::swapCase),
          changing("title", Characters::title),
          changing("upper", Characters::upper),
          method(
              "center",
              1,
              (rendering, text, bound) ->
                  center(rendering, text, Bound.integer(bound.get(0)), fill(bound)),
              "width",
              "fillchar"),
          method("expandtabs", 0, TextMethods::expandTabs, "tabsize"),
          Map.entry("format", BraceFormat::format),
          Map.entry("format_map", BraceFormat::formatMap),
          method("join", 1, TextMethods::join, "iterable"),
          method(
              "ljust",
              1,
              (rendering, text, bound) -> justify(rendering, text, bound, false),
              "width",
              "fillchar"),
          method(
              "rjust",
              1,
              (rendering, text, bound) -> justify(rendering, text, bound, true),
              "width",
              "fillchar"),
          method("lstrip", 0, (rendering, text, bound) -> strip(text, bound, true, false), "chars"),
          method("rstrip", 0, (rendering, text, bound) -> strip(text, bound, false, true), "chars"),
          method("strip", 0, (rendering, text, bound) -> strip(text, bound, true, true), "chars"),
          method("partition", 1, TextMethods::partition, "sep"),
          method("rpartition", 1, TextMethods::rightPartition, "sep"),
          method("removeprefix", 1, TextMethods::removePrefix, "prefix"),
          method("removesuffix", 1, TextMethods::removeSuffix, "suffix"),
          method("replace", 2, TextMethods::replace, "old", "new", "count"),
          method(
              "split",
              0,
              (rendering, text, bound) -> split(rendering, text, bound, false),
              "sep",
              "maxsplit"),
          method(
              "rsplit",
              0,
              (rendering, text, bound) -> split(rendering, text, bound, true),
              "sep",
              "maxsplit"),
          method("splitlines", 0, TextMethods::splitLines, "keepends"),
          method("zfill", 1, TextMethods::zeroFill, "width"));

  private TextMethods() {}

  /// A method of text.
  interface Method {
    Value call(Rendering rendering, Value.Text text, Arguments arguments);
  }

  /// A method that has its arguments assigned to parameters.
  interface Body {
    Value call(Rendering rendering, Value.Text text, Bound arguments);
  }

  /// The bound method of that name, or null.
  static @Nullable Value find(Rendering rendering, Value.Text text, String name) {
    Method method = ALL.containsKey(name) ? ALL.get(name) : TextQueries.ALL.get(name);
    return method == null
        ? null
        : new BuiltinFunction(
            "builtin_function_or_method",
            name,
            arguments -> method.call(rendering, text, arguments));
  }

  static Map.Entry<String, Method> method(
      String name, int required, Body body, String... parameters) {
    Signature signature = Signature.of(name, required, parameters);
    return Map.entry(
        name,
        (rendering, text, arguments) -> body.call(rendering, text, arguments.bind(signature)));
  }

  private static Map.Entry<String, Method> changing(String name, UnaryOperator<String> change) {
    return method(
        name,
        0,
        (rendering, text, bound) -> {
          rendering.budget().characters(text.text().length());
          return text.with(change.apply(text.text()));
        });
  }

  private static String swapCase(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .mapToObj(character -> {
          String single = Character.toString(character);
          return Character.isUpperCase(character)
              ? Characters.lower(single)
              : Characters.upper(single);
        })
        .forEach(out::append);
    return out.toString();
  }

  private static String fill(Bound bound) {
    if (bound.values().get(1) == null) {
      return " ";
    }
    String fill = bound.text(1);
    if (fill.codePointCount(0, fill.length()) != 1) {
      throw PythonError.type("The fill character must be exactly one character long");
    }
    return fill;
  }

  public static Value center(Rendering rendering, Value.Text text, int width, String fill) {
    int missing = Math.max(0, width - text.length());
    rendering.budget().characters(missing + (long) text.text().length());
    int left = missing / 2 + (missing & width & 1);
    return text.with(fill.repeat(left) + text.text() + fill.repeat(missing - left));
  }

  private static Value justify(Rendering rendering, Value.Text text, Bound bound, boolean right) {
    int missing = Math.max(0, Bound.integer(bound.get(0)) - text.length());
    rendering.budget().characters(missing + (long) text.text().length());
    String padding = fill(bound).repeat(missing);
    return text.with(right ? padding + text.text() : text.text() + padding);
  }

  private static Value zeroFill(Rendering rendering, Value.Text text, Bound bound) {
    int missing = Math.max(0, Bound.integer(bound.get(0)) - text.length());
    rendering.budget().characters(missing + (long) text.text().length());
    boolean signed = text.text().startsWith("-") || text.text().startsWith("+");
    int start = signed ? 1 : 0;
    return text.with(
        text.text().substring(0, start) + "0".repeat(missing) + text.text().substring(start));
  }

  private static Value expandTabs(Rendering rendering, Value.Text text, Bound bound) {
    int size = Math.max(0, bound.integer(0, 8));
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (int character : text.text().codePoints().toArray()) {
      if (character == '\t') {
        int spaces = size == 0 ? 0 : size - column % size;
        rendering.budget().characters(spaces);
        out.append(" ".repeat(spaces));
        column += spaces;
      } else {
        out.appendCodePoint(character);
        column = character == '\n' || character == '\r' ? 0 : column + 1;
      }
    }
    return text.with(out.toString());
  }

  /// `strip`, `lstrip` and `rstrip`, with the characters as the first argument.
  public static Value strip(Value.Text text, Bound bound, boolean left, boolean right) {
    if (!bound.has(0)) {
      return text.with(Texts.strip(text.text(), Characters::isSpace, left, right));
    }
    String characters = bound.text(0);
    return text.with(
        Texts.strip(text.text(), character -> characters.indexOf(character) >= 0, left, right));
  }

  private static Value join(Rendering rendering, Value.Text text, Bound bound) {
    StringBuilder out = new StringBuilder();
    Iterator<Value> iterator = rendering.iteration().iterate(bound.get(0));
    for (int index = 0; iterator.hasNext(); index++) {
      Value item = iterator.next();
      if (!(item instanceof Value.Text part)) {
        throw PythonError.type(
            String.format(
                Locale.ROOT,
                "sequence item %d: expected str instance, %s found",
                index,
                Types.name(item)));
      }
      rendering.budget().characters((long) part.text().length() + text.text().length());
      out.append(index > 0 ? text.text() : "").append(part.text());
    }
    return text.with(out.toString());
  }

  private static Value partition(Rendering rendering, Value.Text text, Bound bound) {
    return partition(text, bound, text.text().indexOf(separator(bound)), false);
  }

  private static Value rightPartition(Rendering rendering, Value.Text text, Bound bound) {
    return partition(text, bound, text.text().lastIndexOf(separator(bound)), true);
  }

  private static String separator(Bound bound) {
    if (bound.text(0).isEmpty()) {
      throw PythonError.value("empty separator");
    }
    return bound.text(0);
  }

  private static Value partition(Value.Text text, Bound bound, int at, boolean fromRight) {
    Value.Text empty = text.with("");
    if (at < 0) {
      return fromRight ? Value.Tuple.of(empty, empty, text) : Value.Tuple.of(text, empty, empty);
    }
    int end = at + bound.text(0).length();
    return Value.Tuple.of(
        text.with(text.text().substring(0, at)),
        text.with(bound.text(0)),
        text.with(text.text().substring(end)));
  }

  private static Value removePrefix(Rendering rendering, Value.Text text, Bound bound) {
    String prefix = bound.text(0);
    return text.text().startsWith(prefix)
        ? text.with(text.text().substring(prefix.length()))
        : text;
  }

  private static Value removeSuffix(Rendering rendering, Value.Text text, Bound bound) {
    String suffix = bound.text(0);
    return text.text().endsWith(suffix)
        ? text.with(text.text().substring(0, text.text().length() - suffix.length()))
        : text;
  }

  private static Value replace(Rendering rendering, Value.Text text, Bound bound) {
    return text.with(
        Texts.replace(
            rendering.budget(),
            text.text(),
            replaceArgument(bound, 0),
            replaceArgument(bound, 1),
            bound.integer(2, -1)));
  }

  private static String replaceArgument(Bound bound, int index) {
    if (bound.get(index) instanceof Value.Text text) {
      return text.text();
    }
    throw PythonError.type(
        String.format(
            Locale.ROOT,
            "replace() argument %d must be str, not %s",
            index + 1,
            Types.name(bound.get(index))));
  }

  private static Value split(Rendering rendering, Value.Text text, Bound bound, boolean fromRight) {
    int limit = bound.integer(1, -1);
    rendering.budget().characters(text.text().length());
    List<String> parts;
    if (!bound.has(0)) {
      parts =
          fromRight ? Texts.wordsFromRight(text.text(), limit) : Texts.words(text.text(), limit);
    } else {
      if (!(bound.get(0) instanceof Value.Text separator)) {
        throw PythonError.type("must be str or None, not " + Types.name(bound.get(0)));
      }
      parts =
          fromRight
              ? Texts.splitFromRight(text.text(), separator.text(), limit)
              : Texts.split(text.text(), separator.text(), limit);
    }
    return list(rendering, text, parts);
  }

  private static Value splitLines(Rendering rendering, Value.Text text, Bound bound) {
    boolean keepEnds = Iteration.truth(bound.get(0, Value.Bool.FALSE));
    return list(rendering, text, Texts.lines(text.text(), keepEnds));
  }

  private static Value list(Rendering rendering, Value.Text text, List<String> parts) {
    rendering.budget().elements(parts.size());
    List<Value> items = new ArrayList<>(parts.size());
    parts.forEach(part -> items.add(text.with(part)));
    return new Value.Array(items);
  }
}
