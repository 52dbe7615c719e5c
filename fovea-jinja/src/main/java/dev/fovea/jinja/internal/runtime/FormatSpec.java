package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.PythonError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// One conversion of a number or text: the common ground of `%` formatting and `str.format`.
///
/// @param fill the padding character
/// @param align `<`, `>`, `^`, or `=` for padding between sign and digits
/// @param sign what goes before numbers that are not negative: `+`, a space, or `-` for nothing
/// @param alternate whether the `#` flag is set
/// @param width least number of characters
/// @param grouping separator of thousands, or the null character
/// @param precision number of digits or characters, or -1
/// @param type the letter of the conversion, or the null character
record FormatSpec(
    int fill,
    char align,
    char sign,
    boolean alternate,
    int width,
    char grouping,
    int precision,
    char type) {

  /// More digits than a double has, and than anyone wants to read.
  private static final int MAXIMUM_PRECISION = 100_000;

  FormatSpec {
    if (precision > MAXIMUM_PRECISION) {
      throw PythonError.value("precision too big");
    }
  }

  /// Pads text, cutting it to the precision first.
  String formatText(Budget budget, String text) {
    String cut = text;
    if (precision >= 0 && precision < text.codePointCount(0, text.length())) {
      cut = text.substring(0, text.offsetByCodePoints(0, precision));
    }
    return pad(budget, "", cut);
  }

  /// Formats an integer in base 2, 8, 10 or 16.
  String formatInteger(Budget budget, BigInteger number) {
    BigInteger magnitude = number.abs();
    String prefix = sign(number.signum() < 0);
    String digits =
        switch (type) {
          case 'x' -> magnitude.toString(16);
          case 'X' -> magnitude.toString(16).toUpperCase(Locale.ROOT);
          case 'o' -> magnitude.toString(8);
          case 'b' -> magnitude.toString(2);
          default -> Numbers.text(magnitude);
        };
    if (alternate && type != 'd' && type != '\0') {
      prefix += "0" + type;
    }
    return pad(budget, prefix, group(digits, type == '\0' || type == 'd' ? 3 : 4));
  }

  /// Formats a floating-point number.
  String formatReal(Budget budget, double number) {
    budget.characters(Math.max(precision, 0) + 400L);
    String prefix = sign(Double.doubleToRawLongBits(number) < 0 && !Double.isNaN(number));
    double magnitude = Math.abs(number);
    String body;
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      body = Double.isNaN(number) ? "nan" : "inf";
    } else {
      int digits = precision < 0 ? 6 : precision;
      body =
          switch (Character.toLowerCase(type)) {
            case 'e' -> scientific(magnitude, digits);
            case 'f' -> fixed(magnitude, digits);
            case '%' -> fixed(magnitude * 100, digits) + "%";
            case 'g' -> general(magnitude, digits);
            default ->
                precision < 0 ? Numbers.text(magnitude) : generalWithPoint(magnitude, digits);
          };
    }
    body = Character.isUpperCase(type) ? body.toUpperCase(Locale.ROOT) : body;
    int point = 0;
    while (point < body.length() && Character.isDigit(body.charAt(point))) {
      point++;
    }
    return pad(budget, prefix, group(body.substring(0, point), 3) + body.substring(point));
  }

  private String sign(boolean negative) {
    return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
  }

  private String group(String digits, int size) {
    if (grouping == '\0') {
      return digits;
    }
    StringBuilder grouped = new StringBuilder(digits);
    for (int index = digits.length() - size; index > 0; index -= size) {
      grouped.insert(index, grouping);
    }
    return grouped.toString();
  }

  private String pad(Budget budget, String prefix, String body) {
    int missing = width - prefix.length() - body.codePointCount(0, body.length());
    if (missing <= 0) {
      return prefix + body;
    }
    budget.characters(missing);
    String padding = Character.toString(fill);
    return switch (align) {
      case '<' -> prefix + body + padding.repeat(missing);
      case '^' ->
          padding.repeat(missing / 2) + prefix + body + padding.repeat(missing - missing / 2);
      case '=' -> prefix + padding.repeat(missing) + body;
      default -> padding.repeat(missing) + prefix + body;
    };
  }

  private String fixed(double magnitude, int digits) {
    String text =
        new BigDecimal(magnitude).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return digits == 0 && alternate ? text + "." : text;
  }

  private String scientific(double magnitude, int digits) {
    if (magnitude == 0) {
      return (digits == 0 ? "0" : "0." + "0".repeat(digits)) + Numbers.exponent(0);
    }
    BigDecimal rounded =
        new BigDecimal(magnitude).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    String unscaled = rounded.unscaledValue().toString();
    int exponent = unscaled.length() - 1 - rounded.scale();
    String padded = unscaled + "0".repeat(Math.max(0, digits + 1 - unscaled.length()));
    String fraction = digits == 0 ? "" : "." + padded.substring(1, digits + 1);
    return padded.charAt(0) + fraction + Numbers.exponent(exponent);
  }

  private String general(double magnitude, int precisionOrZero) {
    int digits = Math.max(1, precisionOrZero);
    int exponent = decimalExponent(magnitude, digits);
    boolean plain = exponent >= -4 && exponent < digits;
    String text =
        plain ? fixed(magnitude, digits - 1 - exponent) : scientific(magnitude, digits - 1);
    return alternate ? text : stripZeros(text);
  }

  /// Without a type letter, `str.format` keeps a digit after the point.
  private String generalWithPoint(double magnitude, int precisionOrZero) {
    int digits = Math.max(1, precisionOrZero);
    int exponent = decimalExponent(magnitude, digits);
    String text = general(magnitude, digits);
    if (text.indexOf('e') < 0 && exponent >= digits - 1 && text.indexOf('.') < 0) {
      return exponent == digits - 1 && digits > 0
          ? stripZeros(scientific(magnitude, digits - 1))
          : text;
    }
    return text.indexOf('e') < 0 && text.indexOf('.') < 0 ? text + ".0" : text;
  }

  private static int decimalExponent(double magnitude, int digits) {
    if (magnitude == 0) {
      return 0;
    }
    BigDecimal rounded =
        new BigDecimal(magnitude).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    return rounded.precision() - rounded.scale() - 1;
  }

  private static String stripZeros(String text) {
    int exponent = text.indexOf('e');
    String mantissa = exponent < 0 ? text : text.substring(0, exponent);
    if (mantissa.indexOf('.') >= 0) {
      mantissa = mantissa.replaceAll("\\.?0*$", "");
    }
    return exponent < 0 ? mantissa : mantissa + text.substring(exponent);
  }
}
