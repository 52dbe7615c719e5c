package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.TemplateException;
import dev.fovea.jinja.internal.builtin.Filters;
import dev.fovea.jinja.internal.builtin.Tests;
import dev.fovea.jinja.internal.syntax.Expression;
import dev.fovea.jinja.internal.syntax.Position;
import dev.fovea.jinja.internal.syntax.Statement;
import dev.fovea.jinja.internal.syntax.Target;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What jinja2 refuses when it compiles a template: unknown filters and tests, `break` outside of
/// loops, and loops that assign to `loop`.
///
/// An unknown filter directly inside of an `if` or a conditional expression is an error only when
/// it is reached, since templates may ask whether it exists.
public final class Checks {
  /// The same check inside of a condition, or outside.
  private final boolean conditional;

  private final boolean inLoop;

  private Checks(boolean conditional, boolean inLoop) {
    this.conditional = conditional;
    this.inLoop = inLoop;
  }

  /// Checks a whole template.
  ///
  /// @throws TemplateException for the first mistake
  public static void check(List<Statement> statements) {
    new Checks(false, false).statements(statements);
  }

  private void statements(List<Statement> statements) {
    statements.forEach(this::statement);
  }

  private void statement(Statement statement) {
    Checks inner = new Checks(false, inLoop);
    Checks function = new Checks(false, false);
    switch (statement) {
      case Statement.Text text -> {}
      case Statement.Load load -> {}
      case Statement.Print print -> expression(print.expression());
      case Statement.If choice -> {
        Checks soft = new Checks(true, inLoop);
        for (Statement.Branch branch : choice.branches()) {
          soft.expression(branch.condition());
          soft.statements(branch.body());
        }
        soft.statements(choice.otherwise());
      }
      case Statement.For loop -> {
        checkTarget(loop.target());
        expression(loop.iterable());
        inner.expression(loop.condition());
        new Checks(false, true).statements(loop.body());
        inner.statements(loop.otherwise());
      }
      case Statement.Break leave -> requireLoop("'break' outside loop", leave.position());
      case Statement.Continue next ->
          requireLoop("'continue' not properly in loop", next.position());
      case Statement.Set set -> expression(set.value());
      case Statement.SetBlock set -> {
        inner.expression(set.filter());
        inner.statements(set.body());
      }
      case Statement.MacroDefinition definition -> function.macro(definition.macro());
      case Statement.CallBlock block -> {
        expression(block.call());
        function.macro(block.caller());
      }
      case Statement.FilterBlock block -> {
        inner.expression(block.filter());
        inner.statements(block.body());
      }
      case Statement.With with -> {
        with.assignments().forEach(assignment -> expression(assignment.value()));
        inner.statements(with.body());
      }
      case Statement.Block block -> function.statements(block.body());
    }
  }

  private void macro(Statement.Macro macro) {
    macro.parameters().forEach(parameter -> expression(parameter.fallback()));
    statements(macro.body());
  }

  private void requireLoop(String problem, Position position) {
    if (!inLoop) {
      throw error(problem, position);
    }
  }

  private static void checkTarget(Target target) {
    switch (target) {
      case Target.Variable variable when variable.name().equals("loop") ->
          throw error(
              "Can't assign to special loop variable in for-loop target", variable.position());
      case Target.Variable variable -> {}
      case Target.Member member -> {}
      case Target.Unpacking unpacking -> unpacking.targets().forEach(Checks::checkTarget);
    }
  }

  private void expression(@Nullable Expression expression) {
    switch (expression) {
      case null -> {}
      case Expression.Filter filter -> {
        if (!conditional && !Filters.exists(filter.name())) {
          throw error("No filter named '" + filter.name() + "'.", filter.position());
        }
        expression(filter.input());
        arguments(filter.arguments());
      }
      case Expression.Test test -> {
        if (!conditional && !Tests.exists(test.name())) {
          throw error("No test named '" + test.name() + "'.", test.position());
        }
        expression(test.input());
        arguments(test.arguments());
      }
      case Expression.Conditional choice -> {
        Checks soft = new Checks(true, inLoop);
        soft.expression(choice.condition());
        soft.expression(choice.then());
        soft.expression(choice.otherwise());
      }
      case Expression.Call call -> {
        expression(call.function());
        arguments(call.arguments());
      }
      case Expression other -> parts(other).filter(Objects::nonNull).forEach(this::expression);
    }
  }

  private void arguments(Expression.CallArguments arguments) {
    arguments.positional().forEach(this::expression);
    arguments.keywords().forEach(keyword -> expression(keyword.value()));
    expression(arguments.spread());
    expression(arguments.keywordSpread());
  }

  private static Stream<@Nullable Expression> parts(Expression expression) {
    return switch (expression) {
      case Expression.ListDisplay list ->
          Stream.<@Nullable Expression>concat(list.items().stream(), Stream.empty());
      case Expression.TupleDisplay tuple ->
          Stream.<@Nullable Expression>concat(tuple.items().stream(), Stream.empty());
      case Expression.DictDisplay dict ->
          dict.pairs().stream().flatMap(pair -> Stream.of(pair.key(), pair.value()));
      case Expression.Attribute attribute -> Stream.of(attribute.object());
      case Expression.Item item -> Stream.of(item.object(), item.index());
      case Expression.Slice slice ->
          Stream.of(slice.object(), slice.start(), slice.stop(), slice.step());
      case Expression.Unary unary -> Stream.of(unary.operand());
      case Expression.Binary binary -> Stream.of(binary.left(), binary.right());
      case Expression.Comparison comparison ->
          Stream.concat(
              Stream.of(comparison.first()),
              comparison.rest().stream().map(Expression.Operand::value));
      case Expression.Concatenation concatenation ->
          Stream.<@Nullable Expression>concat(concatenation.parts().stream(), Stream.empty());
      default -> Stream.empty();
    };
  }

  private static TemplateException error(String problem, Position position) {
    return new TemplateException(problem, position.line(), position.column());
  }
}
