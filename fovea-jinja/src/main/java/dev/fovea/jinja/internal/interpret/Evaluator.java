package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.error.RaisedByTemplateException;
import dev.fovea.jinja.error.TemplateException;
import dev.fovea.jinja.internal.filter.Filters;
import dev.fovea.jinja.internal.filter.Tests;
import dev.fovea.jinja.internal.method.Attributes;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.syntax.Expression;
import dev.fovea.jinja.internal.syntax.Position;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Computes the values of expressions.
final class Evaluator {
  private final Rendering rendering;

  Evaluator(Rendering rendering) {
    this.rendering = rendering;
  }

  /// The value of an expression; an error is reported at the innermost expression it occurred in.
  Value evaluate(Expression expression, Scope scope) {
    rendering.budget().enter();
    try {
      Value value = compute(expression, scope);
      rendering.budget().visit(value);
      rendering.budget().leave();
      return value;
    } catch (PythonError error) {
      throw located(error, expression.position());
    }
  }

  /// The error as callers of the template see it.
  static TemplateException located(PythonError error, Position position) {
    return error.kind() == PythonError.Kind.RAISED
        ? new RaisedByTemplateException(error.problem(), position.line(), position.column())
        : new TemplateException(error.problem(), position.line(), position.column());
  }

  private Value compute(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Name name -> scope.get(name.name());
      case Expression.ListDisplay list -> new Value.Array(evaluateAll(list.items(), scope));
      case Expression.TupleDisplay tuple -> new Value.Tuple(evaluateAll(tuple.items(), scope));
      case Expression.DictDisplay dict -> dict(dict, scope);
      case Expression.Attribute attribute ->
          Attributes.getAttribute(rendering, evaluate(attribute.object(), scope), attribute.name());
      case Expression.Item item ->
          Attributes.getItem(
              rendering, evaluate(item.object(), scope), evaluate(item.index(), scope));
      case Expression.Slice slice ->
          rendering
              .slices()
              .slice(
                  evaluate(slice.object(), scope),
                  bound(slice.start(), scope),
                  bound(slice.stop(), scope),
                  bound(slice.step(), scope));
      case Expression.Call call ->
          call(evaluate(call.function(), scope), arguments(call.arguments(), scope));
      case Expression.Filter filter -> filter(filter, scope);
      case Expression.Test test -> {
        Value input = evaluate(test.input(), scope);
        Arguments arguments = arguments(test.arguments(), scope);
        yield Value.Bool.of(Tests.find(test.name()).holds(rendering, input, arguments));
      }
      case Expression.Unary unary -> unary(unary.operator(), evaluate(unary.operand(), scope));
      case Expression.Binary binary -> binary(binary, scope);
      case Expression.Comparison comparison -> comparison(comparison, scope);
      case Expression.Concatenation concatenation -> concatenation(concatenation, scope);
      case Expression.Conditional conditional -> conditional(conditional, scope);
    };
  }

  private List<Value> evaluateAll(List<Expression> expressions, Scope scope) {
    rendering.budget().elements(expressions.size());
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Value dict(Expression.DictDisplay display, Scope scope) {
    rendering.budget().elements(display.pairs().size());
    Dict.Builder builder = new Dict.Builder();
    for (Expression.Pair pair : display.pairs()) {
      Value key = evaluate(pair.key(), scope);
      builder.put(key, evaluate(pair.value(), scope));
    }
    return builder.build();
  }

  private Value bound(@Nullable Expression expression, Scope scope) {
    return expression == null ? Value.None.NONE : evaluate(expression, scope);
  }

  /// Calls a function.
  Value call(Value function, Arguments arguments) {
    return switch (function) {
      case Value.Undefined undefined -> throw undefined.error();
      case ObjectValue object -> object.call(arguments);
      case Value other ->
          throw PythonError.type("'" + Types.name(other) + "' object is not callable");
    };
  }

  /// The values of the arguments of a call.
  Arguments arguments(Expression.CallArguments call, Scope scope) {
    List<Value> positional = evaluateAll(call.positional(), scope);
    if (call.spread() != null) {
      positional.addAll(rendering.iteration().toList(evaluate(call.spread(), scope)));
    }
    Map<String, Value> keyword = new LinkedHashMap<>();
    for (Expression.Keyword argument : call.keywords()) {
      keyword.put(argument.name(), evaluate(argument.value(), scope));
    }
    if (call.keywordSpread() != null) {
      spread(evaluate(call.keywordSpread(), scope), keyword);
    }
    return new Arguments(positional, keyword);
  }

  private void spread(Value value, Map<String, Value> keyword) {
    if (!(value instanceof Dict dict)) {
      throw PythonError.type("argument after ** must be a mapping, not " + Types.name(value));
    }
    rendering.budget().elements(dict.size());
    for (Map.Entry<Value, Value> entry : dict.entries()) {
      if (!(entry.getKey() instanceof Value.Text(String name, boolean markup))) {
        throw PythonError.type("keywords must be strings");
      }
      if (keyword.put(name, entry.getValue()) != null) {
        throw PythonError.type("got multiple values for keyword argument '" + name + "'");
      }
    }
  }

  private Value filter(Expression.Filter filter, Scope scope) {
    if (filter.input() == null) {
      throw new IllegalStateException("a filter without input outside of a filter block");
    }
    return applyFilter(filter, evaluate(filter.input(), scope), scope);
  }

  /// Applies the filters of a filter block to its content.
  Value filterBlock(Expression.Filter filter, Value content, Scope scope) {
    Value input =
        filter.input() instanceof Expression.Filter inner
            ? filterBlock(inner, content, scope)
            : content;
    try {
      return applyFilter(filter, input, scope);
    } catch (PythonError error) {
      throw located(error, filter.position());
    }
  }

  private Value applyFilter(Expression.Filter filter, Value input, Scope scope) {
    Arguments arguments = arguments(filter.arguments(), scope);
    return Filters.find(filter.name()).apply(rendering, input, arguments);
  }

  private Value unary(Expression.Operator operator, Value operand) {
    return switch (operator) {
      case NOT -> Value.Bool.of(!Iteration.truth(operand));
      case SUBTRACT -> rendering.arithmetic().negate(operand);
      default -> rendering.arithmetic().plus(operand);
    };
  }

  private Value binary(Expression.Binary binary, Scope scope) {
    Value left = evaluate(binary.left(), scope);
    Expression.Operator operator = binary.operator();
    boolean decided =
        (operator == Expression.Operator.AND && !Iteration.truth(left))
            || (operator == Expression.Operator.OR && Iteration.truth(left));
    if (decided) {
      return left;
    }
    Value right = evaluate(binary.right(), scope);
    return switch (operator) {
      case AND, OR -> right;
      case ADD -> rendering.arithmetic().add(left, right);
      case SUBTRACT -> rendering.arithmetic().subtract(left, right);
      case MULTIPLY -> rendering.arithmetic().multiply(left, right);
      case DIVIDE -> rendering.arithmetic().divide(left, right);
      case FLOOR_DIVIDE -> rendering.arithmetic().floorDivide(left, right);
      case MODULO -> rendering.arithmetic().modulo(left, right);
      default -> rendering.arithmetic().power(left, right);
    };
  }

  private Value comparison(Expression.Comparison comparison, Scope scope) {
    Value left = evaluate(comparison.first(), scope);
    for (Expression.Operand operand : comparison.rest()) {
      Value right = evaluate(operand.value(), scope);
      if (!holds(operand.operator(), left, right)) {
        return Value.Bool.FALSE;
      }
      left = right;
    }
    return Value.Bool.TRUE;
  }

  private boolean holds(Expression.Operator operator, Value left, Value right) {
    return switch (operator) {
      case EQUAL -> rendering.comparison().equal(left, right);
      case NOT_EQUAL -> !rendering.comparison().equal(left, right);
      case IN -> rendering.comparison().contains(right, left);
      case NOT_IN -> !rendering.comparison().contains(right, left);
      case LESS -> ordered(left, operator, right, order -> order < 0);
      case LESS_OR_EQUAL -> ordered(left, operator, right, order -> order <= 0);
      case GREATER -> ordered(left, operator, right, order -> order > 0);
      default -> ordered(left, operator, right, order -> order >= 0);
    };
  }

  private boolean ordered(
      Value left, Expression.Operator operator, Value right, IntPredicate wanted) {
    return rendering
        .comparison()
        .order(left, right, operator.symbol())
        .filter(wanted::test)
        .isPresent();
  }

  private Value concatenation(Expression.Concatenation concatenation, Scope scope) {
    StringBuilder out = new StringBuilder();
    for (Expression part : concatenation.parts()) {
      String text = rendering.printer().text(evaluate(part, scope));
      rendering.budget().characters(text.length());
      out.append(text);
    }
    return new Value.Text(out.toString());
  }

  private Value conditional(Expression.Conditional conditional, Scope scope) {
    if (Iteration.truth(evaluate(conditional.condition(), scope))) {
      return evaluate(conditional.then(), scope);
    }
    Expression otherwise = conditional.otherwise();
    return otherwise != null
        ? evaluate(otherwise, scope)
        : new Value.Undefined(
            "the inline if-expression on line "
                + conditional.position().line()
                + " evaluated to false and no else section was defined.");
  }
}
