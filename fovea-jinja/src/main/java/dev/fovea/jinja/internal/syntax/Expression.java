package dev.fovea.jinja.internal.syntax;

import dev.fovea.jinja.internal.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something in a template that has a value.
public sealed interface Expression {

  /// Where messages about it point to.
  Position position();

  /// A number, a string, `true`, `false` or `none`.
  record Literal(Position position, Value value) implements Expression {}

  /// A variable.
  record Name(Position position, String name) implements Expression {}

  /// `[a, b]`.
  record ListDisplay(Position position, List<Expression> items) implements Expression {}

  /// `(a, b)`.
  record TupleDisplay(Position position, List<Expression> items) implements Expression {}

  /// `{a: b}`.
  record DictDisplay(Position position, List<Pair> pairs) implements Expression {}

  /// One entry of a [DictDisplay].
  record Pair(Expression key, Expression value) {}

  /// `object.name`: an attribute, or else an item.
  record Attribute(Position position, Expression object, String name) implements Expression {}

  /// `object[index]`: an item, or else an attribute.
  record Item(Position position, Expression object, Expression index) implements Expression {}

  /// `object[start:stop:step]`.
  record Slice(
      Position position,
      Expression object,
      @Nullable Expression start,
      @Nullable Expression stop,
      @Nullable Expression step)
      implements Expression {}

  /// `function(arguments)`.
  record Call(Position position, Expression function, CallArguments arguments)
      implements Expression {}

  /// `input | name(arguments)`; without an input inside filter blocks, which provide it.
  record Filter(Position position, @Nullable Expression input, String name, CallArguments arguments)
      implements Expression {}

  /// `input is name(arguments)`.
  record Test(Position position, Expression input, String name, CallArguments arguments)
      implements Expression {}

  /// Arguments of a call, in the order of evaluation.
  record CallArguments(
      List<Expression> positional,
      List<Keyword> keywords,
      @Nullable Expression spread,
      @Nullable Expression keywordSpread) {
    static final CallArguments NONE = new CallArguments(List.of(), List.of(), null, null);
  }

  /// `name=value` in a call.
  record Keyword(String name, Expression value) {}

  /// `-a`, `+a` or `not a`.
  record Unary(Position position, Operator operator, Expression operand) implements Expression {}

  /// An operator that evaluates both sides, or `and` and `or`, which may not.
  record Binary(Position position, Operator operator, Expression left, Expression right)
      implements Expression {}

  /// `a < b < c`.
  record Comparison(Position position, Expression first, List<Operand> rest)
      implements Expression {}

  /// One further operand of a [Comparison].
  record Operand(Operator operator, Expression value) {}

  /// `a ~ b ~ c`.
  record Concatenation(Position position, List<Expression> parts) implements Expression {}

  /// `then if condition else otherwise`.
  record Conditional(
      Position position, Expression condition, Expression then, @Nullable Expression otherwise)
      implements Expression {}

  /// The operators of the language.
  enum Operator {
    OR("or"),
    AND("and"),
    NOT("not"),
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    IN("in"),
    NOT_IN("not in"),
    ADD("+"),
    SUBTRACT("-"),
    CONCATENATE("~"),
    MULTIPLY("*"),
    DIVIDE("/"),
    FLOOR_DIVIDE("//"),
    MODULO("%"),
    POWER("**");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /// How templates write it.
    public String symbol() {
      return symbol;
    }
  }
}
