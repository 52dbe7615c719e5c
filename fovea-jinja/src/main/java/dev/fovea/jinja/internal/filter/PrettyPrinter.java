package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.runtime.Printer;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.runtime.Texts;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Python's `pprint.pformat`: `repr` with sorted keys, broken into lines of 80 characters at most.
final class PrettyPrinter {
  private static final int WIDTH = 80;
  private static final Pattern WORD =
      Pattern.compile("\\S+\\s*|\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private final Rendering rendering;
  private final StringBuilder out = new StringBuilder();

  private PrettyPrinter(Rendering rendering) {
    this.rendering = rendering;
  }

  static String print(Rendering rendering, Value value) {
    PrettyPrinter printer = new PrettyPrinter(rendering);
    printer.write(printer.sorted(value), 0, 0);
    return printer.out.toString();
  }

  /// The value with the entries of its dicts sorted, where their keys can be.
  private Value sorted(Value value) {
    rendering.budget().elements(1);
    return switch (value) {
      case Value.Array array -> new Value.Array(array.items().stream().map(this::sorted).toList());
      case Value.Tuple tuple -> new Value.Tuple(tuple.items().stream().map(this::sorted).toList());
      case Dict dict -> {
        List<Value> keys = new ArrayList<>();
        dict.entries().forEach(entry -> keys.add(entry.getKey()));
        boolean textual = keys.stream().allMatch(Value.Text.class::isInstance);
        Dict.Builder builder = new Dict.Builder();
        for (Value key : textual ? rendering.comparison().sorted(keys, keys, false) : keys) {
          builder.put(key, sorted(Objects.requireNonNull(dict.get(key))));
        }
        yield builder.build();
      }
      case Value other -> other;
    };
  }

  private void write(Value value, int indent, int closing) {
    String line = rendering.printer().representation(value);
    if (length(line) <= WIDTH - indent - closing) {
      out.append(line);
      return;
    }
    switch (value) {
      case Value.Array array -> writeItems("[", array.items(), "]", indent, closing);
      case Value.Tuple tuple ->
          writeItems("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", indent, closing);
      case Dict dict -> writeDict(dict, indent, closing);
      case Value.Text text -> writeText(text.text(), indent, closing);
      case Value other -> out.append(line);
    }
  }

  /// Text as adjacent literals, each for a line or for as many words of it as fit. On its own, text
  /// is put in parentheses.
  private void writeText(String text, int indent, int closing) {
    boolean alone = out.isEmpty();
    int column = alone ? indent + 1 : indent;
    int room = WIDTH - column;
    int lastRoom = room - (alone ? closing + 1 : closing);
    List<String> chunks = new ArrayList<>();
    List<String> lines = Texts.lines(text, true);
    for (int index = 0; index < lines.size(); index++) {
      boolean last = index == lines.size() - 1;
      String line = Printer.quote(lines.get(index));
      if (length(line) <= (last ? lastRoom : room)) {
        chunks.add(line);
      } else {
        chunks.addAll(words(lines.get(index), room, last ? lastRoom : room));
      }
    }
    boolean parentheses = alone && chunks.size() > 1;
    rendering.budget().characters(chunks.size() * (column + 1L));
    out.append(parentheses ? "(" : "");
    out.append(String.join("\n" + " ".repeat(column), chunks));
    out.append(parentheses ? ")" : "");
  }

  /// Literals for the words of a line, with the white space behind each.
  private static List<String> words(String line, int room, int lastRoom) {
    List<String> chunks = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    String current = "";
    while (word.find()) {
      String candidate = current + word.group();
      boolean fits =
          length(Printer.quote(candidate)) <= (word.end() == line.length() ? lastRoom : room);
      if (!fits && !current.isEmpty()) {
        chunks.add(Printer.quote(current));
      }
      current = fits ? candidate : word.group();
    }
    if (!current.isEmpty()) {
      chunks.add(Printer.quote(current));
    }
    return chunks;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private void writeItems(String open, List<Value> items, String close, int indent, int closing) {
    out.append(open);
    for (int index = 0; index < items.size(); index++) {
      boolean last = index == items.size() - 1;
      separate(index > 0, indent);
      write(items.get(index), indent + 1, last ? closing + close.length() : 1);
    }
    out.append(close);
  }

  private void writeDict(Dict dict, int indent, int closing) {
    out.append('{');
    int index = 0;
    for (Map.Entry<Value, Value> entry : dict.entries()) {
      boolean last = ++index == dict.size();
      separate(index > 1, indent);
      String key = rendering.printer().representation(entry.getKey());
      out.append(key).append(": ");
      int column = indent + 1 + length(key) + 2;
      write(entry.getValue(), column, last ? closing + 1 : 1);
    }
    out.append('}');
  }

  private void separate(boolean follows, int indent) {
    if (follows) {
      rendering.budget().characters(indent + 3L);
      out.append(",\n").append(" ".repeat(indent + 1));
    }
  }
}
