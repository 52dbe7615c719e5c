package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Python's arithmetic operators on numbers, text and sequences.
public final class Arithmetic {
  /// Integers are of any size in Python; nothing a template computes needs more than this.
  private static final int MAXIMUM_BITS = 1 << 16;

  private final Budget budget;
  private final PercentFormat percentFormat;

  /// Arithmetic that charges what it builds.
  public Arithmetic(Budget budget, PercentFormat percentFormat) {
    this.budget = budget;
    this.percentFormat = percentFormat;
  }

  /// `left + right`.
  public Value add(Value left, Value right) {
    return switch (left) {
      case Value.Text first when right instanceof Value.Text second -> concatenate(first, second);
      case Value.Array(List<Value> first) when right instanceof Value.Array(List<Value> second) ->
          new Value.Array(concatenate(first, second));
      case Value.Tuple first when right instanceof Value.Tuple second ->
          new Value.Tuple(concatenate(first.items(), second.items()));
      case Value.Text text -> throw onlyConcatenate(text, right);
      case Value.Array array -> throw onlyConcatenate(array, right);
      case Value.Tuple tuple -> throw onlyConcatenate(tuple, right);
      case Value other ->
          numeric("+", other, right, BigInteger::add, (first, second) -> first + second);
    };
  }

  /// `left - right`.
  public Value subtract(Value left, Value right) {
    return numeric("-", left, right, BigInteger::subtract, (first, second) -> first - second);
  }

  /// `left * right`.
  public Value multiply(Value left, Value right) {
    if (isSequence(left) || (isSequence(right) && !(left instanceof Value.Undefined))) {
      return isSequence(left) ? repeat(left, right) : repeat(right, left);
    }
    return numeric("*", left, right, BigInteger::multiply, (first, second) -> first * second);
  }

  /// `left / right`, which is never an integer.
  public Value divide(Value left, Value right) {
    requireNumbers("/", left, right);
    if (left instanceof Value.Real || right instanceof Value.Real) {
      return new Value.Real(real(left) / nonZero(real(right), "float division by zero"));
    }
    BigInteger divisor = nonZero(integer(right), "division by zero");
    if (integer(left).signum() == 0) {
      return new Value.Real(divisor.signum() < 0 ? -0.0 : 0.0);
    }
    BigDecimal quotient =
        new BigDecimal(integer(left)).divide(new BigDecimal(divisor), new MathContext(60));
    return new Value.Real(quotient.doubleValue());
  }

  /// `left // right`, rounded towards minus infinity.
  public Value floorDivide(Value left, Value right) {
    return numeric(
        "//",
        left,
        right,
        (first, second) -> {
          BigInteger divisor = nonZero(second, "integer division or modulo by zero");
          return first.subtract(floorModulo(first, divisor)).divide(divisor);
        },
        (first, second) -> {
          double divisor = nonZero(second, "float floor division by zero");
          double quotient = (first - floorModulo(first, divisor)) / divisor;
          return quotient == 0 ? Math.copySign(0, first / divisor) : Math.rint(quotient);
        });
  }

  /// `left % right`: the remainder with the sign of the divisor, or printf-style formatting.
  public Value modulo(Value left, Value right) {
    if (left instanceof Value.Text text) {
      return text.with(percentFormat.format(text, right));
    }
    return numeric(
        "%",
        left,
        right,
        (first, second) -> floorModulo(first, nonZero(second, "integer modulo by zero")),
        (first, second) -> floorModulo(first, nonZero(second, "float modulo")));
  }

  /// `left ** right`.
  public Value power(Value left, Value right) {
    requireNumbers("** or pow()", left, right);
    boolean reals = left instanceof Value.Real || right instanceof Value.Real;
    if (!reals && integer(right).signum() >= 0) {
      return new Value.Int(power(integer(left), integer(right)));
    }
    double base = real(left);
    double exponent = real(right);
    if (base == 0 && exponent < 0) {
      throw new PythonError(
          PythonError.Kind.ARITHMETIC, "0.0 cannot be raised to a negative power");
    }
    if (base < 0 && exponent != Math.rint(exponent)) {
      throw PythonError.value("complex numbers are not supported");
    }
    double result = Math.pow(base, exponent);
    if (Double.isInfinite(result) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
      throw new PythonError(PythonError.Kind.OVERFLOW, "(34, 'Numerical result out of range')");
    }
    return new Value.Real(base == 1 || exponent == 0 ? 1 : result);
  }

  /// `-operand`.
  public Value negate(Value operand) {
    return switch (operand) {
      case Value.Real(double number) -> new Value.Real(-number);
      case Value other -> new Value.Int(integerOperand("-", other).negate());
    };
  }

  /// `+operand`.
  public Value plus(Value operand) {
    return operand instanceof Value.Real ? operand : new Value.Int(integerOperand("+", operand));
  }

  private Value.Text concatenate(Value.Text left, Value.Text right) {
    boolean markup = left.markup() || right.markup();
    String first = markup ? Markup.escape(left) : left.text();
    String second = markup ? Markup.escape(right) : right.text();
    budget.characters((long) first.length() + second.length());
    return new Value.Text(first + second, markup);
  }

  private List<Value> concatenate(List<Value> left, List<Value> right) {
    budget.elements((long) left.size() + right.size());
    List<Value> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  private Value repeat(Value sequence, Value count) {
    if (count instanceof Value.Undefined undefined) {
      throw undefined.error();
    }
    if (!(count instanceof Value.Int || count instanceof Value.Bool)) {
      throw PythonError.type(
          "can't multiply sequence by non-int of type '" + Types.name(count) + "'");
    }
    int times = integer(count).signum() < 0 ? 0 : integer(count).min(MANY).intValue();
    if (sequence instanceof Value.Text text) {
      budget.characters((long) times * text.text().length());
      return text.with(text.text().repeat(times));
    }
    List<Value> items = Iteration.items((Value.Collection) sequence);
    budget.elements((long) times * items.size());
    List<Value> all = new ArrayList<>(times * items.size());
    for (int index = 0; index < times && !items.isEmpty(); index++) {
      all.addAll(items);
    }
    return sequence instanceof Value.Tuple ? new Value.Tuple(all) : new Value.Array(all);
  }

  private static final BigInteger MANY = BigInteger.valueOf(Integer.MAX_VALUE);

  private interface IntegerOperator {
    BigInteger apply(BigInteger left, BigInteger right);
  }

  private interface RealOperator {
    double apply(double left, double right);
  }

  private Value numeric(
      String operator, Value left, Value right, IntegerOperator integers, RealOperator reals) {
    requireNumbers(operator, left, right);
    if (left instanceof Value.Real || right instanceof Value.Real) {
      return new Value.Real(reals.apply(real(left), real(right)));
    }
    BigInteger result = integers.apply(integer(left), integer(right));
    requireSize(result.bitLength());
    return new Value.Int(result);
  }

  private BigInteger power(BigInteger base, BigInteger exponent) {
    if (base.abs().bitLength() <= 1) {
      boolean odd = exponent.testBit(0);
      return base.signum() < 0 && !odd
          ? base.negate()
          : exponent.signum() == 0 ? BigInteger.ONE : base;
    }
    requireSize(
        exponent.bitLength() > 31 ? Long.MAX_VALUE : exponent.longValue() * (base.bitLength() - 1));
    return base.pow(exponent.intValue());
  }

  private void requireSize(long bits) {
    if (bits > MAXIMUM_BITS) {
      throw PythonError.limit("an integer has more than " + MAXIMUM_BITS + " bits");
    }
    budget.steps(bits >> 8);
  }

  private static void requireNumbers(String operator, Value left, Value right) {
    if (left instanceof Value.Undefined undefined) {
      throw undefined.error();
    }
    if (right instanceof Value.Undefined undefined) {
      throw undefined.error();
    }
    if (!Comparison.isNumber(left) || !Comparison.isNumber(right)) {
      throw PythonError.type(
          String.format(
              Locale.ROOT,
              "unsupported operand type(s) for %s: '%s' and '%s'",
              operator,
              Types.name(left),
              Types.name(right)));
    }
  }

  private static BigInteger integerOperand(String operator, Value operand) {
    return switch (operand) {
      case Value.Int(BigInteger number) -> number;
      case Value.Bool truth -> integer(truth);
      case Value.Undefined undefined -> throw undefined.error();
      case Value other ->
          throw PythonError.type(
              "bad operand type for unary " + operator + ": '" + Types.name(other) + "'");
    };
  }

  private static BigInteger integer(Value number) {
    return number instanceof Value.Int(BigInteger integer)
        ? integer
        : BigInteger.valueOf(number == Value.Bool.TRUE ? 1 : 0);
  }

  /// The number as a double, or Python's error when it is too large.
  static double real(Value number) {
    if (number instanceof Value.Real(double real)) {
      return real;
    }
    double real = integer(number).doubleValue();
    if (Double.isInfinite(real)) {
      throw new PythonError(PythonError.Kind.OVERFLOW, "int too large to convert to float");
    }
    return real;
  }

  private static BigInteger floorModulo(BigInteger number, BigInteger divisor) {
    BigInteger remainder = number.remainder(divisor);
    return remainder.signum() * divisor.signum() < 0 ? remainder.add(divisor) : remainder;
  }

  private static double floorModulo(double number, double divisor) {
    double remainder = number % divisor;
    if (remainder == 0) {
      return Math.copySign(0, divisor);
    }
    return (remainder < 0) == (divisor < 0) ? remainder : remainder + divisor;
  }

  private static BigInteger nonZero(BigInteger divisor, String message) {
    if (divisor.signum() == 0) {
      throw new PythonError(PythonError.Kind.ARITHMETIC, message);
    }
    return divisor;
  }

  private static double nonZero(double divisor, String message) {
    if (divisor == 0) {
      throw new PythonError(PythonError.Kind.ARITHMETIC, message);
    }
    return divisor;
  }

  private static boolean isSequence(Value value) {
    return value instanceof Value.Text
        || value instanceof Value.Array
        || value instanceof Value.Tuple;
  }

  private static PythonError onlyConcatenate(Value left, Value right) {
    if (right instanceof Value.Undefined undefined) {
      return undefined.error();
    }
    String type = left instanceof Value.Text ? "str" : Types.name(left);
    return PythonError.type(
        String.format(
            Locale.ROOT,
            "can only concatenate %s (not \"%s\") to %s",
            type,
            Types.name(right),
            type));
  }
}
