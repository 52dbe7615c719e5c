package dev.fovea.jinja.internal.method;

import dev.fovea.jinja.internal.runtime.Characters;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.runtime.Texts;
import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// The methods of Python's `str` that ask about text: where something is, and what it consists of.
final class TextQueries {
  static final Map<String, TextMethods.Method> ALL =
      Map.ofEntries(
          TextMethods.method("count", 1, TextQueries::count, "sub", "start", "end"),
          TextMethods.method(
              "find",
              1,
              (rendering, text, bound) -> find(text, bound, false),
              "sub",
              "start",
              "end"),
          TextMethods.method(
              "rfind",
              1,
              (rendering, text, bound) -> find(text, bound, true),
              "sub",
              "start",
              "end"),
          TextMethods.method(
              "index",
              1,
              (rendering, text, bound) -> index(text, bound, false),
              "sub",
              "start",
              "end"),
          TextMethods.method(
              "rindex",
              1,
              (rendering, text, bound) -> index(text, bound, true),
              "sub",
              "start",
              "end"),
          TextMethods.method(
              "startswith",
              1,
              (rendering, text, bound) -> affix(text, bound, "startswith"),
              "prefix",
              "start",
              "end"),
          TextMethods.method(
              "endswith",
              1,
              (rendering, text, bound) -> affix(text, bound, "endswith"),
              "suffix",
              "start",
              "end"),
          all("isalnum", Characters::isAlphanumeric),
          all("isalpha", Character::isLetter),
          all("isdecimal", Character::isDigit),
          all("isdigit", Characters::isDigit),
          all("isnumeric", Characters::isNumeric),
          all("isspace", Characters::isSpace),
          asking("isascii", text -> text.chars().allMatch(character -> character < 0x80)),
          asking("isprintable", text -> text.codePoints().allMatch(Characters::isPrintable)),
          asking("isidentifier", TextQueries::isIdentifier),
          asking("istitle", text -> hasCase(text) && Characters.title(text).equals(text)),
          asking(
              "islower",
              text -> hasCase(text) && text.codePoints().noneMatch(Tools::isUpperOrTitle)),
          asking(
              "isupper",
              text -> hasCase(text) && text.codePoints().noneMatch(Tools::isLowerOrTitle)));

  private TextQueries() {}

  private interface Question {
    boolean ask(String text);
  }

  /// Conditions on single characters.
  private static final class Tools {
    static boolean isUpperOrTitle(int character) {
      return Character.isUpperCase(character) || Character.isTitleCase(character);
    }

    static boolean isLowerOrTitle(int character) {
      return Character.isLowerCase(character) || Character.isTitleCase(character);
    }
  }

  private static Map.Entry<String, TextMethods.Method> asking(String name, Question question) {
    return TextMethods.method(
        name, 0, (rendering, text, bound) -> Value.Bool.of(question.ask(text.text())));
  }

  private static Map.Entry<String, TextMethods.Method> all(String name, IntPredicate condition) {
    return asking(name, text -> !text.isEmpty() && text.codePoints().allMatch(condition));
  }

  private static boolean hasCase(String text) {
    return text.codePoints().anyMatch(Characters::isCased);
  }

  private static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
        && text.codePoints().allMatch(Character::isUnicodeIdentifierPart);
  }

  /// The part of the text that the bounds in the second and third argument leave.
  private static String window(Value.Text text, Bound bound) {
    if (!bound.has(1) && !bound.has(2)) {
      return text.text();
    }
    int length = text.length();
    int start = CollectionMethods.absolute(bound.integer(1, 0), length);
    int end = CollectionMethods.absolute(bound.integer(2, length), length);
    String whole = text.text();
    int from = whole.offsetByCodePoints(0, start);
    return whole.substring(from, whole.offsetByCodePoints(from, Math.max(0, end - start)));
  }

  private static String sought(Bound bound) {
    if (bound.get(0) instanceof Value.Text text) {
      return text.text();
    }
    throw PythonError.type("must be str, not " + Types.name(bound.get(0)));
  }

  private static Value count(Rendering rendering, Value.Text text, Bound bound) {
    return Value.Int.of(Texts.occurrences(window(text, bound), sought(bound), Long.MAX_VALUE));
  }

  private static Value find(Value.Text text, Bound bound, boolean last) {
    String window = window(text, bound);
    int at = last ? window.lastIndexOf(sought(bound)) : window.indexOf(sought(bound));
    int length = text.length();
    int start = CollectionMethods.absolute(bound.integer(1, 0), length);
    boolean behind = bound.integer(1, 0) > length;
    return Value.Int.of(at < 0 || behind ? -1 : start + window.codePointCount(0, at));
  }

  private static Value index(Value.Text text, Bound bound, boolean last) {
    Value found = find(text, bound, last);
    if (Bound.integer(found) < 0) {
      throw PythonError.value("substring not found");
    }
    return found;
  }

  private static Value affix(Value.Text text, Bound bound, String method) {
    boolean atEnd = method.equals("endswith");
    List<Value> affixes =
        bound.get(0) instanceof Value.Tuple tuple ? tuple.items() : List.of(bound.get(0));
    String window = window(text, bound);
    for (Value affix : affixes) {
      if (!(affix instanceof Value.Text(String part, boolean markup))) {
        throw PythonError.type(
            method + " first arg must be str or a tuple of str, not " + Types.name(affix));
      }
      if (atEnd ? window.endsWith(part) : window.startsWith(part)) {
        return Value.Bool.TRUE;
      }
    }
    return Value.Bool.FALSE;
  }
}
