package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.runtime.Characters;
import dev.fovea.jinja.internal.runtime.Comparison;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Signature;
import dev.fovea.jinja.internal.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// All tests by name.
public final class Tests {
  private static final Map<String, Test> ALL = new HashMap<>();

  private interface Relation {
    boolean holds(Rendering rendering, Value input, Value other);
  }

  static {
    unary("boolean", Value.Bool.class::isInstance);
    unary("callable", Tests::isCallable);
    unary("defined", value -> !(value instanceof Value.Undefined));
    unary("escaped", value -> value instanceof Value.Text text && text.markup());
    unary("false", value -> value == Value.Bool.FALSE);
    unary("float", Value.Real.class::isInstance);
    unary("integer", Value.Int.class::isInstance);
    unary("iterable", Iteration::isIterable);
    unary("mapping", Dict.class::isInstance);
    unary("none", value -> value == Value.None.NONE);
    unary("number", Comparison::isNumber);
    unary("sequence", Tests::isSequence);
    unary("string", Value.Text.class::isInstance);
    unary("true", value -> value == Value.Bool.TRUE);
    unary("undefined", Value.Undefined.class::isInstance);
    unary("filter", value -> value instanceof Value.Text text && Filters.exists(text.text()));
    unary("test", value -> value instanceof Value.Text text && exists(text.text()));
    text(
        "lower",
        character -> !Character.isUpperCase(character) && !Character.isTitleCase(character));
    text(
        "upper",
        character -> !Character.isLowerCase(character) && !Character.isTitleCase(character));
    remainder("even", 0);
    remainder("odd", 1);
    binary(
        "divisibleby",
        "num",
        (rendering, input, number) -> isRemainder(rendering, input, number, 0));
    binary("in", "seq", (rendering, input, other) -> rendering.comparison().contains(other, input));
    binary("sameas", "other", (rendering, input, other) -> isSame(input, other));
    Relation equal = (rendering, input, other) -> rendering.comparison().equal(input, other);
    relation(equal, "==", "eq", "equalto");
    relation((rendering, input, other) -> !equal.holds(rendering, input, other), "!=", "ne");
    order(">", order -> order > 0, "gt", "greaterthan");
    order(">=", order -> order >= 0, "ge");
    order("<", order -> order < 0, "lt", "lessthan");
    order("<=", order -> order <= 0, "le");
  }

  private Tests() {}

  /// Whether there is a test of that name.
  public static boolean exists(String name) {
    return ALL.containsKey(name);
  }

  /// The test of that name, or jinja2's error.
  public static Test find(String name) {
    Test test = ALL.get(name);
    if (test == null) {
      throw PythonError.runtime("No test named '" + name + "'.");
    }
    return test;
  }

  private static void unary(String name, Predicate<Value> predicate) {
    Signature signature = Signature.of("test_" + name, 0);
    ALL.put(
        name,
        (rendering, input, arguments) -> {
          arguments.bind(signature);
          return predicate.test(input);
        });
  }

  private static void binary(String name, String parameter, Relation relation) {
    Signature signature = Signature.of("test_" + name, 1, parameter);
    ALL.put(
        name,
        (rendering, input, arguments) ->
            relation.holds(rendering, input, arguments.bind(signature).get(0)));
  }

  private static void relation(Relation relation, String... names) {
    for (String name : names) {
      binary(name, "b", relation);
    }
  }

  private static void order(String operator, IntPredicate wanted, String... names) {
    Relation relation =
        (rendering, input, other) ->
            rendering.comparison().order(input, other, operator).filter(wanted::test).isPresent();
    relation(relation, names);
    relation(relation, operator);
  }

  private static void text(String name, IntPredicate allowed) {
    ALL.put(
        name,
        (Rendering rendering, Value input, Arguments arguments) -> {
          String text = rendering.printer().text(input);
          return text.codePoints().anyMatch(Characters::isCased)
              && text.codePoints().allMatch(allowed);
        });
  }

  private static void remainder(String name, int remainder) {
    ALL.put(
        name,
        (rendering, input, arguments) -> isRemainder(rendering, input, Value.Int.of(2), remainder));
  }

  private static boolean isRemainder(
      Rendering rendering, Value input, Value divisor, int remainder) {
    Value found = rendering.arithmetic().modulo(input, divisor);
    return rendering.comparison().equal(found, Value.Int.of(remainder));
  }

  /// Undefined values count: in Python they can be called, although only to raise their message.
  private static boolean isCallable(Value value) {
    return value instanceof Value.Undefined
        || (value instanceof ObjectValue object && object.callable());
  }

  private static boolean isSequence(Value value) {
    return value instanceof Value.Text
        || value instanceof Value.Undefined
        || value instanceof Value.Array
        || value instanceof Value.Tuple
        || value instanceof Value.Range
        || value instanceof Dict;
  }

  /// Python's `is`. Equal small integers and equal strings are one object there more often than
  /// not.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Value left, Value right) {
    boolean atoms = left instanceof Value.Int || left instanceof Value.Text;
    return left == right || (atoms && left.equals(right));
  }
}
