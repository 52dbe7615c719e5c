package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/// Python's `text % values`.
public final class PercentFormat {
  private final Budget budget;
  private final Printer printer;

  /// Formatting that charges what it writes.
  PercentFormat(Budget budget, Printer printer) {
    this.budget = budget;
    this.printer = printer;
  }

  /// The text with its conversions replaced by the values: a tuple gives one for each, a dict gives
  /// them by name, anything else is the only one.
  public String format(Value.Text format, Value values) {
    return new Scan(format.text(), format.markup(), values).run();
  }

  private final class Scan {
    private final String format;
    private final boolean markup;
    private final Value values;
    private final List<Value> arguments;
    private final StringBuilder out = new StringBuilder();
    private int position;
    private int used;
    private boolean named;

    Scan(String format, boolean markup, Value values) {
      this.format = format;
      this.markup = markup;
      this.values = values;
      this.arguments = values instanceof Value.Tuple tuple ? tuple.items() : List.of(values);
    }

    String run() {
      budget.characters(format.length());
      while (position < format.length()) {
        char character = format.charAt(position++);
        if (character == '%') {
          conversion();
        } else {
          out.append(character);
        }
      }
      boolean mapping =
          values instanceof Dict
              || values instanceof Value.Array
              || values instanceof Value.Range
              || values instanceof Value.Undefined;
      if (used < arguments.size() && !named && !mapping) {
        throw PythonError.type("not all arguments converted during string formatting");
      }
      return out.toString();
    }

    private void conversion() {
      Value namedValue = Value.None.NONE;
      boolean byName = peek() == '(';
      if (byName) {
        namedValue = byName();
      }
      String flags = "";
      while ("-+ #0".indexOf(peek()) >= 0) {
        flags += next();
      }
      int width = number();
      int precision = -1;
      if (peek() == '.') {
        position++;
        precision = Math.max(0, number());
      }
      while ("hlL".indexOf(peek()) >= 0) {
        position++;
      }
      char type = next();
      if (type == '%') {
        out.append('%');
        return;
      }
      boolean left = flags.contains("-") || width < -1;
      boolean numeric = "diouxXeEfFgG".indexOf(type) >= 0;
      boolean zeros = flags.contains("0") && !left && numeric;
      char sign = flags.contains("+") ? '+' : flags.contains(" ") ? ' ' : '-';
      char align = left ? '<' : zeros ? '=' : '>';
      FormatSpec spec =
          new FormatSpec(
              zeros ? '0' : ' ',
              align,
              sign,
              flags.contains("#"),
              width == Integer.MIN_VALUE ? Integer.MAX_VALUE : Math.abs(width),
              '\0',
              precision,
              "diu".indexOf(type) >= 0 ? 'd' : type);
      if ("diouxXeEfFgGcrsa".indexOf(type) < 0) {
        throw PythonError.value(
            String.format(
                Locale.ROOT,
                "unsupported format character '%c' (0x%x) at index %d",
                type,
                (int) type,
                position - 1));
      }
      out.append(convert(spec, byName ? namedValue : argument()));
    }

    private String convert(FormatSpec spec, Value value) {
      if (value instanceof Value.Undefined undefined && "sra".indexOf(spec.type()) < 0) {
        throw undefined.error();
      }
      return switch (spec.type()) {
        case 's' -> spec.formatText(budget, escaped(printer.text(value), value));
        case 'r' -> spec.formatText(budget, escaped(printer.representation(value), value));
        case 'a' -> spec.formatText(budget, Printer.ascii(printer.representation(value)));
        case 'c' -> spec.formatText(budget, character(value));
        case 'd', 'x', 'X', 'o' -> integer(spec, value);
        default -> {
          if (!Comparison.isNumber(value)) {
            throw PythonError.type("must be real number, not " + Types.name(value));
          }
          yield spec.formatReal(budget, Arithmetic.real(value));
        }
      };
    }

    private String escaped(String text, Value value) {
      boolean safe = value instanceof Value.Text source && source.markup();
      return markup && !safe ? Markup.escape(text) : text;
    }

    private String integer(FormatSpec spec, Value value) {
      BigInteger number =
          switch (value) {
            case Value.Int(BigInteger integer) -> integer;
            case Value.Bool truth -> truth.number().number();
            case Value.Real(double real) when spec.type() == 'd' -> Numbers.truncate(real).number();
            case Value other ->
                throw PythonError.type(
                    String.format(
                        Locale.ROOT,
                        "%%%c format: %s is required, not %s",
                        spec.type(),
                        spec.type() == 'd' ? "a real number" : "an integer",
                        Types.name(other)));
          };
      if (spec.precision() < 0) {
        return spec.formatInteger(budget, number);
      }
      FormatSpec digits =
          new FormatSpec('0', '=', '-', false, spec.precision(), '\0', -1, spec.type());
      String sign = number.signum() < 0 ? "-" : spec.sign() == '-' ? "" : "" + spec.sign();
      String padded = sign + digits.formatInteger(budget, number.abs());
      return new FormatSpec(
              ' ', spec.align() == '<' ? '<' : '>', '-', false, spec.width(), '\0', -1, 's')
          .formatText(budget, padded);
    }

    private String character(Value value) {
      if (value instanceof Value.Text text && text.length() == 1) {
        return text.text();
      }
      if (value instanceof Value.Int(BigInteger number)
          && number.signum() >= 0
          && number.bitLength() <= 21
          && Character.isValidCodePoint(number.intValue())) {
        return Character.toString(number.intValue());
      }
      throw PythonError.type("%c requires int or char");
    }

    private Value argument() {
      if (used >= arguments.size() || named) {
        throw PythonError.type("not enough arguments for format string");
      }
      return arguments.get(used++);
    }

    private Value byName() {
      int depth = 0;
      int start = ++position;
      while (position < format.length()) {
        char character = format.charAt(position);
        if (character == '(') {
          depth++;
        } else if (character == ')' && depth-- == 0) {
          break;
        }
        position++;
      }
      if (position >= format.length()) {
        throw PythonError.value("incomplete format key");
      }
      if (!(values instanceof Dict dict)) {
        throw PythonError.type("format requires a mapping");
      }
      String name = format.substring(start, position++);
      named = true;
      Value value = dict.get(name);
      if (value == null) {
        throw PythonError.lookup(Printer.quote(name));
      }
      return value;
    }

    private int number() {
      if (peek() == '*') {
        position++;
        return Bound.integer(argument());
      }
      long number = 0;
      boolean any = false;
      while (Character.isDigit(peek())) {
        number = Math.min(Integer.MAX_VALUE, number * 10 + Character.digit(next(), 10));
        any = true;
      }
      return any ? (int) number : -1;
    }

    private char peek() {
      return position < format.length() ? format.charAt(position) : '\0';
    }

    private char next() {
      if (position >= format.length()) {
        throw PythonError.value("incomplete format");
      }
      return format.charAt(position++);
    }
  }
}
