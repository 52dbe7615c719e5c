package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.error.TemplateException;
import dev.fovea.jinja.internal.filter.Filters;
import dev.fovea.jinja.internal.filter.Tests;
import dev.fovea.jinja.internal.syntax.Children;
import dev.fovea.jinja.internal.syntax.Expression;
import dev.fovea.jinja.internal.syntax.Position;
import dev.fovea.jinja.internal.syntax.Statement;
import dev.fovea.jinja.internal.syntax.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What jinja2 refuses when it compiles a template: unknown filters and tests, `break` outside of
/// loops, and loops that assign to `loop`.
///
/// An unknown filter directly inside of an `if` or a conditional expression is an error only when
/// it is reached, since templates may ask whether it exists.
final class Checks {
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
  static void check(List<Statement> statements) {
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
    if (expression == null) {
      return;
    }
    if (expression instanceof Expression.Filter filter && !conditional) {
      require(Filters.exists(filter.name()), "filter", filter.name(), filter.position());
    }
    if (expression instanceof Expression.Test test && !conditional) {
      require(Tests.exists(test.name()), "test", test.name(), test.position());
    }
    Checks inner = expression instanceof Expression.Conditional ? new Checks(true, inLoop) : this;
    Children.of(expression).forEach(inner::expression);
  }

  private static void require(boolean exists, String kind, String name, Position position) {
    if (!exists) {
      throw error("No " + kind + " named '" + name + "'.", position);
    }
  }

  private static TemplateException error(String problem, Position position) {
    return new TemplateException(problem, position.line(), position.column());
  }
}
