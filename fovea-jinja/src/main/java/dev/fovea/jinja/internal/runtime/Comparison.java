package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.Hashing;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Python's `==`, `<` and `in`, and sorting by them.
public final class Comparison {
  private final Budget budget;
  private final Iteration iteration;

  /// Comparison that charges every element it looks at.
  public Comparison(Budget budget, Iteration iteration) {
    this.budget = budget;
    this.iteration = iteration;
  }

  /// `left == right`. Python takes one and the same object for equal before it looks inside.
  @SuppressWarnings("ReferenceEquality")
  public boolean equal(Value left, Value right) {
    budget.step();
    if (left == right) {
      return !(left instanceof Value.Real(double number)) || !Double.isNaN(number);
    }
    return switch (left) {
      case Value.Undefined undefined -> right instanceof Value.Undefined;
      case Value.Text(String text, boolean markup) ->
          right instanceof Value.Text other && text.equals(other.text());
      case Value.Array(List<Value> items) ->
          right instanceof Value.Array other && equal(items, other.items());
      case Value.Tuple tuple ->
          right instanceof Value.Tuple other && equal(tuple.items(), other.items());
      case Value.Range range -> right instanceof Value.Range other && equal(range, other);
      case Dict dict -> right instanceof Dict other && equal(dict, other);
      case Value.View view -> right instanceof Value.View other && equal(view, other);
      case Value.Bool number -> numbersEqual(number, right);
      case Value.Int number -> numbersEqual(number, right);
      case Value.Real number -> numbersEqual(number, right);
      case Value identity -> false;
    };
  }

  private static boolean numbersEqual(Value left, Value right) {
    return compareNumbers(left, right).filter(order -> order == 0).isPresent();
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private boolean equal(List<Value> left, List<Value> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int index = 0; index < left.size(); index++) {
      if (left.get(index) != right.get(index) && !equal(left.get(index), right.get(index))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(Value.Range left, Value.Range right) {
    return left.length() == right.length()
        && (left.length() == 0 || left.start() == right.start())
        && (left.length() < 2 || left.step() == right.step());
  }

  private boolean equal(Dict left, Dict right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<Value, Value> entry : left.entries()) {
      Value other = right.get(entry.getKey());
      if (other == null || !equal(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private boolean equal(Value.View left, Value.View right) {
    if (left.kind() != right.kind() || left.kind() == Value.View.Kind.VALUES) {
      return false;
    }
    boolean items = left.kind() == Value.View.Kind.ITEMS;
    return left.dict().size() == right.dict().size()
        && left.dict().entries().stream()
            .allMatch(entry -> {
              Value other = right.dict().get(entry.getKey());
              return other != null && (!items || equal(entry.getValue(), other));
            });
  }

  /// The order of two values that Python can order, by `operator` (`<`, `<=`, `>` or `>=`) in the
  /// error message; absent when one of them is not a number.
  public Optional<Integer> order(Value left, Value right, String operator) {
    budget.step();
    if (left instanceof Value.Undefined undefined) {
      throw undefined.error();
    }
    if (right instanceof Value.Undefined undefined) {
      throw undefined.error();
    }
    if (isNumber(left) && isNumber(right)) {
      return compareNumbers(left, right);
    }
    if (left instanceof Value.Text first && right instanceof Value.Text second) {
      return Optional.of(compareText(first.text(), second.text()));
    }
    if (left instanceof Value.Array first && right instanceof Value.Array second) {
      return order(first.items(), second.items(), operator);
    }
    if (left instanceof Value.Tuple first && right instanceof Value.Tuple second) {
      return order(first.items(), second.items(), operator);
    }
    throw PythonError.type(
        String.format(
            Locale.ROOT,
            "'%s' not supported between instances of '%s' and '%s'",
            operator,
            Types.name(left),
            Types.name(right)));
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private Optional<Integer> order(List<Value> left, List<Value> right, String operator) {
    for (int index = 0; index < Math.min(left.size(), right.size()); index++) {
      if (left.get(index) != right.get(index) && !equal(left.get(index), right.get(index))) {
        return order(left.get(index), right.get(index), operator);
      }
    }
    return Optional.of(Integer.compare(left.size(), right.size()));
  }

  /// `left < right`.
  public boolean less(Value left, Value right) {
    return order(left, right, "<").filter(order -> order < 0).isPresent();
  }

  /// `element in container`.
  public boolean contains(Value container, Value element) {
    return switch (container) {
      case Value.Text(String text, boolean markup) -> {
        if (element instanceof Value.Text part) {
          budget.steps(1 + text.length() / 64);
          yield text.contains(part.text());
        }
        throw PythonError.type(
            "'in <string>' requires string as left operand, not " + Types.name(element));
      }
      case Dict dict -> dict.get(element) != null;
      case Value.View view when view.kind() == Value.View.Kind.KEYS ->
          view.dict().get(element) != null;
      case Value.Range range when element instanceof Value.Int -> rangeContains(range, element);
      case Value other when Iteration.isIterable(other) -> {
        Iterator<Value> iterator = iteration.iterate(other);
        while (iterator.hasNext()) {
          if (equal(iterator.next(), element)) {
            yield true;
          }
        }
        yield false;
      }
      case Value other ->
          throw PythonError.type("argument of type '" + Types.name(other) + "' is not iterable");
    };
  }

  private static boolean rangeContains(Value.Range range, Value element) {
    Object key = Hashing.key(element);
    for (int index = 0; index < range.length(); index++) {
      if (range.at(index).number().equals(key)) {
        return true;
      }
    }
    return false;
  }

  /// `sorted(items, key=…)` for keys already computed: stable, and with no more comparisons than a
  /// merge sort needs.
  public List<Value> sorted(List<Value> items, List<Value> keys, boolean reverse) {
    List<Integer> order = new ArrayList<>();
    for (int index = 0; index < items.size(); index++) {
      order.add(reverse ? items.size() - 1 - index : index);
    }
    List<Integer> sorted = mergeSort(order, keys);
    List<Value> result = new ArrayList<>(sorted.stream().map(items::get).toList());
    if (reverse) {
      Collections.reverse(result);
    }
    return result;
  }

  private List<Integer> mergeSort(List<Integer> order, List<Value> keys) {
    if (order.size() < 2) {
      return order;
    }
    int middle = order.size() / 2;
    List<Integer> left = mergeSort(order.subList(0, middle), keys);
    List<Integer> right = mergeSort(order.subList(middle, order.size()), keys);
    budget.elements(order.size());
    List<Integer> merged = new ArrayList<>(order.size());
    int fromLeft = 0;
    int fromRight = 0;
    while (fromLeft < left.size() && fromRight < right.size()) {
      boolean takeRight = less(keys.get(right.get(fromRight)), keys.get(left.get(fromLeft)));
      merged.add(takeRight ? right.get(fromRight++) : left.get(fromLeft++));
    }
    merged.addAll(left.subList(fromLeft, left.size()));
    merged.addAll(right.subList(fromRight, right.size()));
    return merged;
  }

  /// Whether the value is an `int`, `float` or `bool`.
  public static boolean isNumber(Value value) {
    return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
  }

  private static Optional<Integer> compareNumbers(Value left, Value right) {
    if (!isNumber(left) || !isNumber(right)) {
      return Optional.empty();
    }
    OptionalInt special = compareSpecial(real(left), real(right));
    if (special.isPresent()) {
      return Optional.of(special.getAsInt());
    }
    if (Double.isNaN(real(left)) || Double.isNaN(real(right))) {
      return Optional.empty();
    }
    return Optional.of(exact(left).compareTo(exact(right)));
  }

  private static OptionalInt compareSpecial(double left, double right) {
    boolean infinite = Double.isInfinite(left) || Double.isInfinite(right);
    boolean nan = Double.isNaN(left) || Double.isNaN(right);
    if (!infinite || nan) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Double.compare(left, right));
  }

  private static double real(Value number) {
    return number instanceof Value.Real(double real) ? real : 0;
  }

  private static BigDecimal exact(Value number) {
    return switch (number) {
      case Value.Int integer -> new BigDecimal(integer.number());
      case Value.Bool truth -> new BigDecimal(truth.number().number());
      case Value.Real(double real) -> new BigDecimal(real);
      case Value other -> throw new IllegalArgumentException(Types.name(other));
    };
  }

  /// Orders text by code points, where Java's own order is by UTF-16 units.
  private static int compareText(String left, String right) {
    int shared = Math.min(left.length(), right.length());
    for (int index = 0; index < shared; index++) {
      char first = left.charAt(index);
      char second = right.charAt(index);
      if (first != second) {
        boolean surrogates = Character.isSurrogate(first) != Character.isSurrogate(second);
        return (first < second ? -1 : 1)
            * (surrogates && Math.min(first, second) > 0xd7ff ? -1 : 1);
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
