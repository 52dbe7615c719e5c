package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.runtime.Comparison;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Numbers;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Filters that make or change numbers.
final class NumberFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Filter.entry("abs", 0, NumberFilters::abs),
          Filter.entry("float", 0, NumberFilters::real, "default"),
          Filter.entry("int", 0, NumberFilters::integer, "default", "base"),
          Filter.entry("round", 0, NumberFilters::round, "precision", "method"),
          Filter.entry("filesizeformat", 0, NumberFilters::fileSize, "binary"));

  private static final List<String> SIZES = List.of("k", "M", "G", "T", "P", "E", "Z", "Y");

  private NumberFilters() {}

  private static Value abs(Rendering rendering, Value input, Bound arguments) {
    return switch (input) {
      case Value.Int(BigInteger number) -> new Value.Int(number.abs());
      case Value.Bool truth -> truth.number();
      case Value.Real(double number) -> new Value.Real(Math.abs(number));
      case Value other ->
          throw PythonError.type("bad operand type for abs(): '" + Types.name(other) + "'");
    };
  }

  private static Value real(Rendering rendering, Value input, Bound arguments) {
    return switch (input) {
      case Value.Real number -> number;
      case Value.Int(BigInteger number) -> new Value.Real(number.doubleValue());
      case Value.Bool truth -> new Value.Real(truth == Value.Bool.TRUE ? 1 : 0);
      case Value.Undefined undefined -> throw undefined.error();
      case Value.Text(String text, boolean markup) -> {
        Double number = Numbers.parseReal(text);
        yield number == null ? arguments.get(0, new Value.Real(0)) : new Value.Real(number);
      }
      case Value other -> arguments.get(0, new Value.Real(0));
    };
  }

  private static Value integer(Rendering rendering, Value input, Bound arguments) {
    Value fallback = arguments.get(0, Value.Int.of(0));
    return switch (input) {
      case Value.Int number -> number;
      case Value.Bool truth -> truth.number();
      case Value.Real(double number) -> Double.isNaN(number) ? fallback : Numbers.truncate(number);
      case Value.Undefined undefined -> throw undefined.error();
      case Value.Text(String text, boolean markup) -> {
        BigInteger number = Numbers.parseInteger(text, arguments.integer(1, 10));
        if (number != null) {
          yield new Value.Int(number);
        }
        Double real = Numbers.parseReal(text);
        boolean finite = real != null && Double.isFinite(real);
        yield finite && real != null ? Numbers.truncate(real) : fallback;
      }
      case Value other -> fallback;
    };
  }

  private static Value round(Rendering rendering, Value input, Bound arguments) {
    int precision = arguments.integer(0, 0);
    String method = arguments.has(1) ? arguments.text(1) : "common";
    RoundingMode rounding =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw PythonError.runtime("method must be common, ceil or floor");
        };
    if (!method.equals("common")) {
      if (!Comparison.isNumber(input) && !(input instanceof Value.Undefined)) {
        throw PythonError.type("must be real number, not " + Types.name(input));
      }
      Value power = rendering.arithmetic().power(Value.Int.of(10), Value.Int.of(precision));
      Value scaled = rendering.arithmetic().multiply(input, power);
      Value whole = scaled instanceof Value.Real(double number) ? whole(number, rounding) : scaled;
      return rendering.arithmetic().divide(whole, power);
    }
    return switch (input) {
      case Value.Real(double number) when !Double.isFinite(number) -> input;
      case Value.Real(double number) ->
          precision > 350
              ? input
              : new Value.Real(
                  Math.copySign(rounded(new BigDecimal(number), precision).doubleValue(), number));
      case Value.Int(BigInteger number) ->
          precision >= 0
              ? input
              : new Value.Int(rounded(new BigDecimal(number), precision).toBigIntegerExact());
      case Value.Bool truth -> precision >= 0 ? truth.number() : Value.Int.of(0);
      case Value.Undefined undefined -> throw PythonError.type(undefined.message());
      case Value other ->
          throw PythonError.type("type " + Types.name(other) + " doesn't define __round__ method");
    };
  }

  private static BigDecimal rounded(BigDecimal number, int precision) {
    return precision < -20_000
        ? BigDecimal.ZERO
        : number.setScale(precision, RoundingMode.HALF_EVEN);
  }

  private static Value whole(double number, RoundingMode rounding) {
    return Numbers.truncate(
        rounding == RoundingMode.CEILING ? Math.ceil(number) : Math.floor(number));
  }

  private static double bytes(Rendering rendering, Value.Text text) {
    Double number = Numbers.parseReal(text.text());
    if (number == null) {
      throw PythonError.value(
          "could not convert string to float: " + rendering.printer().representation(text));
    }
    return number;
  }

  private static Value fileSize(Rendering rendering, Value input, Bound arguments) {
    boolean binary = Iteration.truth(arguments.get(0, Value.Bool.FALSE));
    double bytes =
        switch (input) {
          case Value.Int(BigInteger number) -> number.doubleValue();
          case Value.Real(double number) -> number;
          case Value.Bool truth -> truth == Value.Bool.TRUE ? 1 : 0;
          case Value.Text text -> bytes(rendering, text);
          case Value.Undefined undefined -> throw undefined.error();
          case Value other ->
              throw PythonError.type(
                  "float() argument must be a string or a real number, not '"
                      + Types.name(other)
                      + "'");
        };
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return new Value.Text("1 Byte");
    }
    if (bytes < base) {
      return new Value.Text(Numbers.truncate(bytes).number() + " Bytes");
    }
    double unit = base;
    int size = 0;
    while (size < SIZES.size() - 1 && bytes >= unit * base) {
      unit *= base;
      size++;
    }
    String prefix = binary ? SIZES.get(size).toUpperCase(Locale.ROOT) + "i" : SIZES.get(size);
    String number =
        Double.isInfinite(bytes)
            ? "inf"
            : new BigDecimal(bytes / unit).setScale(1, RoundingMode.HALF_EVEN).toPlainString();
    return new Value.Text(number + " " + prefix + "B");
  }
}
