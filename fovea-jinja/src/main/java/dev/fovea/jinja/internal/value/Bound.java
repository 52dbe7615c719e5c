package dev.fovea.jinja.internal.value;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Arguments assigned to the parameters of a [Signature], read by index.
public record Bound(List<@Nullable Value> values) {

  /// A required argument.
  public Value get(int index) {
    Value value = values.get(index);
    if (value == null) {
      throw new IllegalStateException("parameter " + index + " is not marked as required");
    }
    return value;
  }

  /// An optional argument.
  public Value get(int index, Value fallback) {
    Value value = values.get(index);
    return value == null ? fallback : value;
  }

  /// Whether an optional argument is given and is not `None`.
  public boolean has(int index) {
    Value value = values.get(index);
    return value != null && value != Value.None.NONE;
  }

  /// An argument that must be an integer, within the range of Java's `int`: larger numbers are cut
  /// to its ends, which no index, width or count comes near.
  public int integer(int index, int fallback) {
    return has(index) ? integer(get(index)) : fallback;
  }

  /// An argument that must be text.
  public String text(int index) {
    if (get(index) instanceof Value.Text text) {
      return text.text();
    }
    throw PythonError.type("expected str, not " + Types.name(get(index)));
  }

  /// A value that must be an integer, cut to the range of Java's `int`.
  public static int integer(Value value) {
    return switch (value) {
      case Value.Int(BigInteger number) -> clamp(number);
      case Value.Bool truth -> truth == Value.Bool.TRUE ? 1 : 0;
      case Value.Undefined undefined -> throw undefined.error();
      case Value other ->
          throw PythonError.type(
              "'" + Types.name(other) + "' object cannot be interpreted as an integer");
    };
  }

  /// A value that must be an integer of at most 64 bits.
  public static long wide(Value value) {
    if (value instanceof Value.Int(BigInteger number)) {
      if (number.bitLength() < Long.SIZE) {
        return number.longValue();
      }
      throw new PythonError(
          PythonError.Kind.OVERFLOW, "Python int too large to convert to C ssize_t");
    }
    return integer(value);
  }

  private static int clamp(BigInteger number) {
    if (number.bitLength() < Integer.SIZE) {
      return number.intValue();
    }
    return number.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
  }
}
