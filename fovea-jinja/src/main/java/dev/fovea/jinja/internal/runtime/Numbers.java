package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text of numbers and numbers from text, as Python writes and reads them.
public final class Numbers {
  /// CPython refuses longer conversions too; it bounds the quadratic work.
  private static final int MAXIMUM_DIGITS = 4300;

  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?(?:\\d++(?:_\\d++)*+)?+\\.?+(?:\\d++(?:_\\d++)*+)?+(?:[eE][+-]?\\d++(?:_\\d++)*+)?+");
  private static final Pattern SPECIAL =
      Pattern.compile("([+-]?)(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);

  private Numbers() {}

  /// The decimal digits of an integer.
  public static String text(BigInteger number) {
    if (number.bitLength() > MAXIMUM_DIGITS * 10 / 3) {
      throw PythonError.value(
          "Exceeds the limit (4300 digits) for integer string conversion; use"
              + " sys.set_int_max_str_digits() to increase the limit");
    }
    return number.toString();
  }

  /// The shortest text that reads back as the number: `repr` of Python's `float`.
  public static String text(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    String sign = (Double.doubleToRawLongBits(number) < 0) ? "-" : "";
    if (number == 0) {
      return sign + "0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
    BigDecimal singleDigit = shortest.round(new MathContext(1));
    if (singleDigit.doubleValue() == Math.abs(number)) {
      shortest = singleDigit; // Java writes two digits at least, Python does not
    }
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return sign + plain + (plain.indexOf('.') < 0 ? ".0" : "");
    }
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return sign + digits.charAt(0) + fraction + exponent(exponent);
  }

  /// An exponent with a sign and at least two digits.
  static String exponent(int exponent) {
    return String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /// The number that `float(text)` gives, or null when there is none.
  public static @Nullable Double parseReal(String text) {
    String trimmed = Texts.strip(text);
    Matcher special = SPECIAL.matcher(trimmed);
    if (special.matches()) {
      boolean nan = special.group(2).equalsIgnoreCase("nan");
      double magnitude = nan ? Double.NaN : Double.POSITIVE_INFINITY;
      return special.group(1).equals("-") ? -magnitude : magnitude;
    }
    boolean hasDigits = trimmed.chars().anyMatch(c -> c >= '0' && c <= '9');
    if (!hasDigits || !REAL.matcher(trimmed).matches()) {
      return null;
    }
    try {
      return Double.valueOf(trimmed.replace("_", ""));
    } catch (NumberFormatException noDigitsBeforeExponent) {
      return null;
    }
  }

  /// The number that `int(text, base)` gives, or null when there is none.
  public static @Nullable BigInteger parseInteger(String text, int base) {
    String digits = Texts.strip(text).toLowerCase(Locale.ROOT);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = base;
    for (String prefix : new String[] {"0x16", "0o8", "0b2"}) {
      int prefixed = Integer.parseInt(prefix.substring(2));
      if (digits.startsWith(prefix.substring(0, 2)) && (base == 0 || base == prefixed)) {
        digits = digits.substring(2);
        digits = digits.startsWith("_") ? digits.substring(1) : digits;
        radix = prefixed;
        break;
      }
    }
    if (radix == 0) {
      boolean leadingZero = digits.startsWith("0") && !digits.replaceAll("[0_]", "").isEmpty();
      radix = leadingZero ? -1 : 10;
    }
    boolean misplaced = digits.startsWith("_") || digits.endsWith("_") || digits.contains("__");
    String plain = digits.replace("_", "");
    if (radix < 2
        || radix > 36
        || misplaced
        || plain.isEmpty()
        || plain.length() > MAXIMUM_DIGITS) {
      return null;
    }
    for (int index = 0; index < plain.length(); index++) {
      if (Character.digit(plain.charAt(index), radix) < 0) {
        return null;
      }
    }
    BigInteger magnitude = new BigInteger(plain, radix);
    return negative ? magnitude.negate() : magnitude;
  }

  /// The whole part of a number, as `int(number)`.
  public static Value.Int truncate(double number) {
    if (Double.isNaN(number)) {
      throw PythonError.value("cannot convert float NaN to integer");
    }
    if (Double.isInfinite(number)) {
      throw new PythonError(PythonError.Kind.OVERFLOW, "cannot convert float infinity to integer");
    }
    return new Value.Int(new BigDecimal(number).toBigInteger());
  }
}
