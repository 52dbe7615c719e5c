package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Python's `format(value, spec)` with its specification language.
public final class FieldFormat {
  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?"
              + "(?<width>\\d{1,18})?(?<grouping>[,_])?(?:\\.(?<precision>\\d{1,18}))?(?<type>[a-zA-Z%])?",
          Pattern.DOTALL);

  private FieldFormat() {}

  /// The value as the specification asks for.
  public static String format(Budget budget, Printer printer, Value value, String spec) {
    if (spec.isEmpty()) {
      return printer.text(value);
    }
    Matcher matcher = SPEC.matcher(spec);
    if (!matcher.matches()) {
      throw PythonError.value("Invalid format specifier");
    }
    boolean number =
        Comparison.isNumber(value) && !(value instanceof Value.Bool && !numeric(matcher));
    if (!number && !(value instanceof Value.Text) && !(value instanceof Value.Bool)) {
      throw PythonError.type(
          "unsupported format string passed to " + Types.name(value) + ".__format__");
    }
    FormatSpec parsed = parse(matcher, number);
    if (!number) {
      if (parsed.type() != '\0' && parsed.type() != 's') {
        throw unknownType(parsed.type(), value);
      }
      return parsed.formatText(budget, printer.text(value));
    }
    boolean real = value instanceof Value.Real || "eEfFgG%".indexOf(parsed.type()) >= 0;
    String allowed = value instanceof Value.Real ? "\0eEfFgG%n" : "\0bcdoxXneEfFgG%";
    if (allowed.indexOf(parsed.type()) < 0) {
      throw unknownType(parsed.type(), value);
    }
    if (real) {
      return parsed.formatReal(budget, Arithmetic.real(value));
    }
    if (parsed.precision() >= 0) {
      throw PythonError.value("Precision not allowed in integer format specifier");
    }
    BigInteger integer =
        value instanceof Value.Int(BigInteger exact)
            ? exact
            : BigInteger.valueOf(value == Value.Bool.TRUE ? 1 : 0);
    if (parsed.type() == 'c') {
      return parsed.formatText(budget, Character.toString(character(integer)));
    }
    return parsed.formatInteger(budget, integer);
  }

  private static int character(BigInteger integer) {
    if (integer.signum() < 0
        || integer.bitLength() > 21
        || !Character.isValidCodePoint(integer.intValue())) {
      throw new PythonError(PythonError.Kind.OVERFLOW, "character code is not in range(0x110000)");
    }
    return integer.intValue();
  }

  private static boolean numeric(Matcher matcher) {
    return matcher.group("type") != null && !matcher.group("type").equals("s");
  }

  private static FormatSpec parse(Matcher matcher, boolean number) {
    String align = matcher.group("align");
    boolean zero = matcher.group("zero") != null;
    String fill = matcher.group("fill");
    String sign = matcher.group("sign");
    String type = matcher.group("type");
    String grouping = matcher.group("grouping");
    char defaultAlign = zero && number ? '=' : number ? '>' : '<';
    return new FormatSpec(
        fill != null ? fill.codePointAt(0) : zero ? '0' : ' ',
        align != null ? align.charAt(0) : defaultAlign,
        sign == null ? '-' : sign.charAt(0),
        matcher.group("alternate") != null,
        size(matcher.group("width"), 0),
        grouping == null ? '\0' : grouping.charAt(0),
        size(matcher.group("precision"), -1),
        type == null ? '\0' : type.charAt(0));
  }

  private static int size(@Nullable String digits, int absent) {
    return digits == null ? absent : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(digits));
  }

  private static PythonError unknownType(char type, Value value) {
    return PythonError.value(
        String.format(
            Locale.ROOT,
            "Unknown format code '%c' for object of type '%s'",
            type,
            Types.name(value)));
  }
}
