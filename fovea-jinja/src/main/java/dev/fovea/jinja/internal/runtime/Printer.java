package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The text of values: Python's `str` and `repr`.
public final class Printer {
  private final Budget budget;

  /// A printer that charges what it writes.
  public Printer(Budget budget) {
    this.budget = budget;
  }

  /// `str(value)`.
  public String text(Value value) {
    return switch (value) {
      case Value.Text text -> text.text();
      case Value.Undefined undefined -> "";
      case Value other -> representation(other);
    };
  }

  /// `repr(value)`.
  public String representation(Value value) {
    StringBuilder out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  private void write(StringBuilder out, Value value) {
    budget.step();
    int start = out.length();
    switch (value) {
      case Value.None none -> out.append("None");
      case Value.Bool truth -> out.append(truth == Value.Bool.TRUE ? "True" : "False");
      case Value.Int number -> out.append(Numbers.text(number.number()));
      case Value.Real number -> out.append(Numbers.text(number.number()));
      case Value.Undefined undefined -> out.append("Undefined");
      case Value.Text text when text.markup() ->
          out.append("Markup(").append(quote(text.text())).append(')');
      case Value.Text text -> out.append(quote(text.text()));
      case Value.Array array -> writeAll(out, "[", array.items(), "]");
      case Value.Tuple tuple ->
          writeAll(out, "(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
      case Value.Range range -> writeRange(out, range);
      case Dict dict -> writeDict(out, dict);
      case Value.View view -> {
        out.append(Types.name(view)).append('(');
        writeAll(out, "[", Iteration.items(view), "])");
      }
      case Value.Stream stream -> out.append('<').append(stream.typeName()).append(" object>");
      case ObjectValue object -> out.append(object.describe());
    }
    if (value instanceof Value.Atom || value instanceof ObjectValue) {
      budget.characters(out.length() - start);
    }
  }

  private void writeAll(StringBuilder out, String open, List<Value> items, String close) {
    out.append(open);
    String separator = "";
    for (Value item : items) {
      out.append(separator);
      write(out, item);
      separator = ", ";
    }
    out.append(close);
  }

  private void writeDict(StringBuilder out, Dict dict) {
    out.append('{');
    String separator = "";
    for (Map.Entry<Value, Value> entry : dict.entries()) {
      out.append(separator);
      write(out, entry.getKey());
      out.append(": ");
      write(out, entry.getValue());
      separator = ", ";
    }
    out.append('}');
  }

  private static void writeRange(StringBuilder out, Value.Range range) {
    out.append("range(").append(range.start()).append(", ").append(range.stop());
    if (range.step() != 1) {
      out.append(", ").append(range.step());
    }
    out.append(')');
  }

  /// A string literal of Python for the text.
  public static String quote(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints()
        .forEach(character -> {
          switch (character) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
              if (character == quote) {
                out.append('\\').append(quote);
              } else if (Characters.isPrintable(character)) {
                out.appendCodePoint(character);
              } else {
                out.append(escape(character));
              }
            }
          }
        });
    return out.append(quote).toString();
  }

  /// The shortest numeric escape of a character.
  static String escape(int character) {
    String format = character <= 0xff ? "\\x%02x" : character <= 0xffff ? "\\u%04x" : "\\U%08x";
    return String.format(Locale.ROOT, format, character);
  }

  /// The text with everything outside ASCII escaped, as `ascii()` does after `repr`.
  public static String ascii(String text) {
    StringBuilder ascii = new StringBuilder();
    text.codePoints()
        .forEach(character ->
            ascii.append(character < 0x80 ? Character.toString(character) : escape(character)));
    return ascii.toString();
  }
}
