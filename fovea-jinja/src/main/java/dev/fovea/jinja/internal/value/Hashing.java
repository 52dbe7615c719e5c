package dev.fovea.jinja.internal.value;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Maps values to Java objects that are equal exactly when the values are equal as Python's dict
/// keys: `1`, `1.0` and `True` are one key.
public final class Hashing {
  /// Tuples can share parts, so a small one may have exponentially many leaves.
  private static final int LARGEST_KEY = 10_000;

  private int visited;

  private Hashing() {}

  /// The key of a value; a Python `TypeError` for lists and dicts.
  public static Object key(Value value) {
    return new Hashing().of(value);
  }

  private Object of(Value value) {
    if (++visited > LARGEST_KEY) {
      throw PythonError.limit("a dict key has more than " + LARGEST_KEY + " parts");
    }
    return switch (value) {
      case Value.Text text -> text.text();
      case Value.Int number -> number.number();
      case Value.Bool truth -> truth.number().number();
      case Value.Real real -> ofReal(real.number());
      case Value.None none -> none;
      case Value.Undefined undefined -> Value.Undefined.class;
      case Value.Tuple tuple -> ofTuple(tuple);
      case Value.Range range -> List.of(Value.Range.class, range);
      case Value.Array array -> throw unhashable(array);
      case Dict dict -> throw unhashable(dict);
      case Value.View view -> throw unhashable(view);
      case Value.Stream stream -> stream.iterator();
      case ObjectValue object -> object;
    };
  }

  private List<Object> ofTuple(Value.Tuple tuple) {
    List<Object> keys = new ArrayList<>();
    tuple.items().forEach(item -> keys.add(of(item)));
    return keys;
  }

  private static Object ofReal(double number) {
    boolean whole = number == Math.rint(number) && !Double.isInfinite(number);
    return whole ? new BigDecimal(number).toBigInteger() : (Object) number;
  }

  private static PythonError unhashable(Value value) {
    return PythonError.type("unhashable type: '" + Types.name(value) + "'");
  }
}
