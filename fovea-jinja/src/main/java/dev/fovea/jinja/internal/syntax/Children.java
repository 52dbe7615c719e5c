package dev.fovea.jinja.internal.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The expressions directly inside of an expression, in the order they are written.
public final class Children {
  private final List<Expression> found = new ArrayList<>();

  private Children() {}

  /// The parts of an expression.
  public static List<Expression> of(Expression expression) {
    Children children = new Children();
    children.collect(expression);
    return children.found;
  }

  /// The arguments of a filter, without its input.
  public static List<Expression> of(Expression.CallArguments arguments) {
    Children children = new Children();
    children.addAll(arguments);
    return children.found;
  }

  private void collect(Expression expression) {
    switch (expression) {
      case Expression.Literal literal -> {}
      case Expression.Name name -> {}
      case Expression.ListDisplay list -> found.addAll(list.items());
      case Expression.TupleDisplay tuple -> found.addAll(tuple.items());
      case Expression.DictDisplay dict ->
          dict.pairs()
              .forEach(pair -> {
                found.add(pair.key());
                found.add(pair.value());
              });
      case Expression.Attribute attribute -> found.add(attribute.object());
      case Expression.Item item -> {
        found.add(item.object());
        found.add(item.index());
      }
      case Expression.Slice slice -> {
        found.add(slice.object());
        add(slice.start());
        add(slice.stop());
        add(slice.step());
      }
      case Expression.Call call -> {
        found.add(call.function());
        addAll(call.arguments());
      }
      case Expression.Filter filter -> {
        add(filter.input());
        addAll(filter.arguments());
      }
      case Expression.Test test -> {
        found.add(test.input());
        addAll(test.arguments());
      }
      case Expression.Unary unary -> found.add(unary.operand());
      case Expression.Binary binary -> {
        found.add(binary.left());
        found.add(binary.right());
      }
      case Expression.Comparison comparison -> {
        found.add(comparison.first());
        comparison.rest().forEach(operand -> found.add(operand.value()));
      }
      case Expression.Concatenation concatenation -> found.addAll(concatenation.parts());
      case Expression.Conditional conditional -> {
        found.add(conditional.condition());
        found.add(conditional.then());
        add(conditional.otherwise());
      }
    }
  }

  private void add(@Nullable Expression expression) {
    if (expression != null) {
      found.add(expression);
    }
  }

  private void addAll(Expression.CallArguments arguments) {
    found.addAll(arguments.positional());
    arguments.keywords().forEach(keyword -> found.add(keyword.value()));
    add(arguments.spread());
    add(arguments.keywordSpread());
  }
}
