package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.method.TextMethods;
import dev.fovea.jinja.internal.runtime.Characters;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.runtime.Texts;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Filters that turn text into text.
final class TextFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Filter.entry("capitalize", 0, TextFilters::capitalize),
          Filter.entry("center", 0, TextFilters::center, "width"),
          Map.entry("format", TextFilters::format),
          Filter.entry("indent", 0, TextFilters::indent, "width", "first", "blank"),
          Filter.entry("lower", 0, TextFilters::lower),
          Filter.entry("replace", 2, TextFilters::replace, "old", "new", "count"),
          Filter.entry("string", 0, TextFilters::string),
          Filter.entry("title", 0, TextFilters::title),
          Filter.entry("trim", 0, TextFilters::trim, "chars"),
          Filter.entry(
              "truncate", 0, TextFilters::truncate, "length", "killwords", "end", "leeway"),
          Filter.entry("upper", 0, TextFilters::upper),
          Filter.entry("wordcount", 0, TextFilters::wordCount),
          Filter.entry(
              "wordwrap",
              0,
              TextFilters::wordWrap,
              "width",
              "break_long_words",
              "wrapstring",
              "break_on_hyphens"));

  private static final Pattern WORD_START =
      Pattern.compile("[-\\s({\\[<\\u001c-\\u001f\\u0085\\p{Z}]+");

  private TextFilters() {}

  /// The input as text of the same type, or else its `str`.
  static Value.Text soft(Rendering rendering, Value input) {
    return input instanceof Value.Text text
        ? text
        : new Value.Text(rendering.printer().text(input));
  }

  private static Value capitalize(Rendering rendering, Value input, Bound arguments) {
    Value.Text text = soft(rendering, input);
    return text.with(Characters.capitalize(text.text()));
  }

  private static Value center(Rendering rendering, Value input, Bound arguments) {
    return TextMethods.center(rendering, soft(rendering, input), arguments.integer(0, 80), " ");
  }

  private static Value format(Rendering rendering, Value input, Arguments arguments) {
    if (!arguments.positional().isEmpty() && !arguments.keyword().isEmpty()) {
      throw PythonError.runtime("can't handle positional and keyword arguments at the same time");
    }
    Dict.Builder named = new Dict.Builder();
    arguments.keyword().forEach(named::put);
    Value values =
        arguments.keyword().isEmpty() ? new Value.Tuple(arguments.positional()) : named.build();
    return rendering.arithmetic().modulo(soft(rendering, input), values);
  }

  private static Value indent(Rendering rendering, Value input, Bound arguments) {
    String indentation;
    if (arguments.values().get(0) instanceof Value.Text text) {
      indentation = text.text();
    } else {
      int width = Math.max(0, arguments.integer(0, 4));
      rendering.budget().characters(width);
      indentation = " ".repeat(width);
    }
    boolean first = Iteration.truth(arguments.get(1, Value.Bool.FALSE));
    boolean blank = Iteration.truth(arguments.get(2, Value.Bool.FALSE));
    if (!(input instanceof Value.Text) && !(input instanceof Value.Undefined)) {
      throw PythonError.type(
          "unsupported operand type(s) for +=: '" + Types.name(input) + "' and 'str'");
    }
    Value ended = rendering.arithmetic().add(input, new Value.Text("\n"));
    StringBuilder out = new StringBuilder();
    boolean firstLine = true;
    for (String line : Texts.lines(rendering.printer().text(ended), false)) {
      rendering.budget().characters((long) line.length() + indentation.length());
      out.append(firstLine ? "" : "\n");
      out.append((firstLine ? first : blank || !line.isEmpty()) ? indentation : "").append(line);
      firstLine = false;
    }
    return ended instanceof Value.Text text ? text.with(out.toString()) : ended;
  }

  private static Value lower(Rendering rendering, Value input, Bound arguments) {
    Value.Text text = soft(rendering, input);
    return text.with(Characters.lower(text.text()));
  }

  private static Value upper(Rendering rendering, Value input, Bound arguments) {
    Value.Text text = soft(rendering, input);
    return text.with(Characters.upper(text.text()));
  }

  private static Value replace(Rendering rendering, Value input, Bound arguments) {
    return new Value.Text(
        Texts.replace(
            rendering.budget(),
            rendering.printer().text(input),
            rendering.printer().text(arguments.get(0)),
            rendering.printer().text(arguments.get(1)),
            arguments.integer(2, -1)));
  }

  private static Value string(Rendering rendering, Value input, Bound arguments) {
    return soft(rendering, input);
  }

  private static Value title(Rendering rendering, Value input, Bound arguments) {
    String text = rendering.printer().text(input);
    StringBuilder out = new StringBuilder();
    boolean start = true;
    for (int index = 0; index < text.length(); ) {
      int next = text.offsetByCodePoints(index, 1);
      String character = text.substring(index, next);
      boolean separator = WORD_START.matcher(character).matches();
      out.append(start && !separator ? Characters.upper(character) : Characters.lower(character));
      start = separator;
      index = next;
    }
    return soft(rendering, input).with(out.toString());
  }

  private static Value trim(Rendering rendering, Value input, Bound arguments) {
    return TextMethods.strip(soft(rendering, input), arguments, true, true);
  }

  private static Value truncate(Rendering rendering, Value input, Bound arguments) {
    int length = arguments.integer(0, 255);
    boolean cutWords = Iteration.truth(arguments.get(1, Value.Bool.FALSE));
    String end = arguments.has(2) ? arguments.text(2) : "...";
    int leeway = arguments.integer(3, 5);
    int endLength = end.codePointCount(0, end.length());
    if (length < endLength) {
      throw PythonError.value("expected length >= " + endLength + ", got " + length);
    }
    if (leeway < 0) {
      throw PythonError.value("expected leeway >= 0, got " + leeway);
    }
    if (Iteration.requireLength(input) <= (long) length + leeway) {
      return input;
    }
    Value cut =
        rendering
            .slices()
            .slice(input, Value.None.NONE, Value.Int.of(length - endLength), Value.None.NONE);
    if (!cutWords && cut instanceof Value.Text text) {
      cut = text.with(Texts.splitFromRight(text.text(), " ", 1).getFirst());
    }
    return rendering.arithmetic().add(cut, new Value.Text(end));
  }

  private static Value wordCount(Rendering rendering, Value input, Bound arguments) {
    long words = 0;
    boolean inWord = false;
    for (int character : rendering.printer().text(input).codePoints().toArray()) {
      boolean word = Characters.isWord(character);
      words += word && !inWord ? 1 : 0;
      inWord = word;
    }
    return Value.Int.of(words);
  }

  private static String requireText(Value input) {
    return switch (input) {
      case Value.Text text -> text.text();
      case Value.Undefined undefined -> throw undefined.error();
      case Value other ->
          throw PythonError.type(
              "'" + Types.name(other) + "' object has no attribute 'splitlines'");
    };
  }

  private static Value wordWrap(Rendering rendering, Value input, Bound arguments) {
    String text = requireText(input);
    String separator = arguments.has(2) ? arguments.text(2) : "\n";
    TextWrapper wrapper =
        new TextWrapper(
            arguments.integer(0, 79),
            Iteration.truth(arguments.get(1, Value.Bool.TRUE)),
            Iteration.truth(arguments.get(3, Value.Bool.TRUE)));
    rendering.budget().characters(text.length() * (2L + separator.length()));
    List<String> paragraphs = new ArrayList<>();
    for (String line : Texts.lines(text, false)) {
      paragraphs.add(String.join(separator, wrapper.wrap(line)));
    }
    return new Value.Text(String.join(separator, paragraphs));
  }
}
