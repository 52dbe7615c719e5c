package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.internal.global.Globals;
import dev.fovea.jinja.internal.global.Namespace;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.syntax.Expression;
import dev.fovea.jinja.internal.syntax.Position;
import dev.fovea.jinja.internal.syntax.Statement;
import dev.fovea.jinja.internal.syntax.Target;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/// Executes the statements of a template. One interpreter serves one rendering.
public final class Interpreter {
  private final Program program;
  private final Rendering rendering;
  private final Evaluator evaluator;
  private final Scope root;
  private final StringBuilder result = new StringBuilder();
  private StringBuilder out = result;

  /// How a list of statements ended.
  private enum Signal {
    NONE,
    BREAK,
    CONTINUE
  }

  private Interpreter(Program program, Rendering rendering, Map<String, Value> variables) {
    this.program = program;
    this.rendering = rendering;
    this.evaluator = new Evaluator(rendering);
    Map<String, Value> names = new HashMap<>(Globals.of(rendering));
    names.putAll(variables);
    this.root = scope(program.statements(), new Scope(names));
  }

  /// The text that a program writes.
  public static String render(Program program, Rendering rendering, Map<String, Value> variables) {
    Interpreter interpreter = new Interpreter(program, rendering, variables);
    interpreter.execute(program.statements(), interpreter.root);
    return interpreter.result.toString();
  }

  /// A scope for a body inside another scope.
  private Scope scope(List<Statement> body, Scope parent) {
    Scope scope = new Scope(parent);
    for (String name : program.shadowed().in(body)) {
      scope.set(name, Scope.undefined(name));
    }
    return scope;
  }

  private Signal execute(List<Statement> statements, Scope scope) {
    for (Statement statement : statements) {
      try {
        rendering.budget().enter();
        Signal signal = execute(statement, scope);
        rendering.budget().leave();
        if (signal != Signal.NONE) {
          return signal;
        }
      } catch (PythonError error) {
        throw Evaluator.located(error, statement.position());
      }
    }
    return Signal.NONE;
  }

  private Signal execute(Statement statement, Scope scope) {
    switch (statement) {
      case Statement.Text text -> write(text.text());
      case Statement.Print print -> write(evaluator.evaluate(print.expression(), scope));
      case Statement.If choice -> {
        return execute(choose(choice, scope), scope);
      }
      case Statement.For loop -> loop(loop, scope);
      case Statement.Break leave -> {
        return Signal.BREAK;
      }
      case Statement.Continue next -> {
        return Signal.CONTINUE;
      }
      case Statement.Set set -> assign(set.target(), evaluator.evaluate(set.value(), scope), scope);
      case Statement.SetBlock set -> {
        Scope inner = scope(set.body(), scope);
        Capture capture = capture(set.body(), inner);
        Expression.Filter filter = set.filter();
        Value content = capture.text();
        assign(
            set.target(),
            filter == null ? content : evaluator.filterBlock(filter, content, inner),
            scope);
        return capture.signal();
      }
      case Statement.MacroDefinition definition ->
          scope.set(
              definition.name(),
              new MacroValue(this, definition.name(), definition.macro(), scope));
      case Statement.CallBlock block -> callBlock(block, scope);
      case Statement.FilterBlock block -> {
        Scope inner = scope(block.body(), scope);
        Capture capture = capture(block.body(), inner);
        write(evaluator.filterBlock(block.filter(), capture.text(), inner));
        return capture.signal();
      }
      case Statement.With with -> {
        return with(with, scope);
      }
      case Statement.Block block ->
          execute(block.body(), scope(block.body(), block.scoped() ? scope : root));
      case Statement.Load load ->
          throw PythonError.type("no loader for this environment specified");
    }
    return Signal.NONE;
  }

  private List<Statement> choose(Statement.If choice, Scope scope) {
    for (Statement.Branch branch : choice.branches()) {
      if (Iteration.truth(evaluator.evaluate(branch.condition(), scope))) {
        return branch.body();
      }
    }
    return choice.otherwise();
  }

  private Signal with(Statement.With with, Scope scope) {
    Scope inner = scope(with.body(), scope);
    for (Statement.Assignment assignment : with.assignments()) {
      assign(assignment.target(), evaluator.evaluate(assignment.value(), scope), inner);
    }
    return execute(with.body(), inner);
  }

  private void callBlock(Statement.CallBlock block, Scope scope) {
    Position position = block.call().position();
    Value function = evaluator.evaluate(block.call().function(), scope);
    Arguments arguments = evaluator.arguments(block.call().arguments(), scope);
    Value caller = new MacroValue(this, "", block.caller(), scope);
    try {
      write(evaluator.call(function, arguments.with("caller", caller)));
    } catch (PythonError error) {
      throw Evaluator.located(error, position);
    }
  }

  private void loop(Statement.For loop, Scope scope) {
    Value iterable = evaluator.evaluate(loop.iterable(), scope);
    if (loop.recursive()) {
      write(recursive(loop, iterable, scope, 0));
    } else {
      loop(loop, scope, context(loop, iterable, scope, 0));
    }
  }

  private Value recursive(Statement.For loop, Value iterable, Scope scope, int depth) {
    StringBuilder outer = out;
    out = new StringBuilder();
    loop(loop, scope, context(loop, iterable, scope, depth));
    Value text = new Value.Text(out.toString());
    out = outer;
    return text;
  }

  private LoopContext context(Statement.For loop, Value iterable, Scope scope, int depth) {
    Iterator<Value> items = rendering.iteration().iterate(iterable);
    Expression condition = loop.condition();
    OptionalInt length = LoopContext.knownLength(iterable, condition != null);
    if (condition != null) {
      items = new FilteredItems(items, item -> accepts(loop.target(), condition, item, scope));
    }
    LoopContext.Recursion recursion =
        loop.recursive() ? (inner, innerDepth) -> recursive(loop, inner, scope, innerDepth) : null;
    return new LoopContext(rendering, items, length, depth, recursion);
  }

  private boolean accepts(Target target, Expression condition, Value item, Scope scope) {
    Scope inner = new Scope(scope);
    assign(target, item, inner);
    return Iteration.truth(evaluator.evaluate(condition, inner));
  }

  private void loop(Statement.For loop, Scope scope, LoopContext context) {
    boolean ran = false;
    Value item = context.advance();
    while (item != null) {
      rendering.budget().step();
      Scope inner = scope(loop.body(), scope);
      inner.set("loop", context);
      assign(loop.target(), item, inner);
      Signal signal = execute(loop.body(), inner);
      if (signal == Signal.BREAK) {
        break;
      }
      ran |= signal == Signal.NONE;
      item = context.advance();
    }
    if (!ran) {
      execute(loop.otherwise(), scope(loop.otherwise(), scope));
    }
  }

  /// A scope for a call of a macro.
  Scope macroScope(Statement.Macro macro, Scope definition) {
    return scope(macro.body(), definition);
  }

  /// What a macro writes, once its arguments are in a scope of its own.
  Value callMacro(Statement.Macro macro, List<Statement.Parameter> absent, Scope scope) {
    for (Statement.Parameter parameter : absent) {
      Expression fallback = parameter.fallback();
      scope.set(
          parameter.name(),
          fallback != null
              ? evaluator.evaluate(fallback, scope)
              : new Value.Undefined("parameter '" + parameter.name() + "' was not provided"));
    }
    return capture(macro.body(), scope).text();
  }

  private record Capture(Value text, Signal signal) {}

  private Capture capture(List<Statement> body, Scope scope) {
    StringBuilder outer = out;
    out = new StringBuilder();
    Signal signal = execute(body, scope);
    Value text = new Value.Text(out.toString());
    out = outer;
    return new Capture(text, signal);
  }

  private void assign(Target target, Value value, Scope scope) {
    switch (target) {
      case Target.Variable variable -> scope.set(variable.name(), value);
      case Target.Member member -> {
        if (!(scope.get(member.namespace()) instanceof Namespace namespace)) {
          throw PythonError.runtime("cannot assign attribute on non-namespace object");
        }
        namespace.set(member.name(), value);
      }
      case Target.Unpacking unpacking -> unpack(unpacking.targets(), value, scope);
    }
  }

  private void unpack(List<Target> targets, Value value, Scope scope) {
    if (!Iteration.isIterable(value)) {
      throw PythonError.type("cannot unpack non-iterable " + Types.name(value) + " object");
    }
    Iterator<Value> items = rendering.iteration().iterate(value);
    for (int index = 0; index < targets.size(); index++) {
      if (!items.hasNext()) {
        throw PythonError.value(
            String.format(
                Locale.ROOT,
                "not enough values to unpack (expected %d, got %d)",
                targets.size(),
                index));
      }
      assign(targets.get(index), items.next(), scope);
    }
    if (items.hasNext()) {
      throw PythonError.value("too many values to unpack (expected " + targets.size() + ")");
    }
  }

  private void write(Value value) {
    write(rendering.printer().text(value));
  }

  private void write(String text) {
    if (out == result) {
      rendering.budget().output(text.length());
    } else {
      rendering.budget().characters(text.length());
    }
    out.append(text);
  }
}
