package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.internal.syntax.Children;
import dev.fovea.jinja.internal.syntax.Expression;
import dev.fovea.jinja.internal.syntax.Statement;
import dev.fovea.jinja.internal.syntax.Target;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The variables that each body hides from the start, although it sets them only later.
///
/// jinja2 compiles variables to local variables of Python functions. A name that a body sets
/// without having read it before is such a local from the start of the body: blocks and macros
/// inside see it undefined until it is set, even if a variable of that name was passed to the
/// template. Names that are first set inside an `if` are not hidden.
final class ShadowedNames {
  private final IdentityHashMap<List<Statement>, Set<String>> names = new IdentityHashMap<>();

  private ShadowedNames() {}

  /// Analyses a whole template.
  static ShadowedNames of(List<Statement> template) {
    ShadowedNames shadowed = new ShadowedNames();
    shadowed.analyse(template, new Frame(null));
    return shadowed;
  }

  /// The names to hide when that very body is entered.
  Set<String> in(List<Statement> body) {
    return names.getOrDefault(body, Set.of());
  }

  /// What is known of the variables of one body.
  private static final class Frame {
    private final @Nullable Frame parent;
    private final Set<String> known = new HashSet<>();
    private final Set<String> hidden = new HashSet<>();

    Frame(@Nullable Frame parent) {
      this.parent = parent;
    }

    boolean knows(String name) {
      return known.contains(name) || (parent != null && parent.knows(name));
    }

    void read(String name) {
      if (!knows(name)) {
        known.add(name);
      }
    }

    void read(@Nullable Expression expression) {
      if (expression instanceof Expression.Name name) {
        read(name.name());
      } else if (expression != null) {
        Children.of(expression).forEach(this::read);
      }
    }

    void set(String name) {
      if (!knows(name)) {
        hidden.add(name);
      }
      known.add(name);
    }

    void set(Target target) {
      switch (target) {
        case Target.Variable variable -> set(variable.name());
        case Target.Member member -> read(member.namespace());
        case Target.Unpacking unpacking -> unpacking.targets().forEach(this::set);
      }
    }

    void declare(Target target) {
      switch (target) {
        case Target.Variable variable -> known.add(variable.name());
        case Target.Member member -> read(member.namespace());
        case Target.Unpacking unpacking -> unpacking.targets().forEach(this::declare);
      }
    }
  }

  /// First all of a body, since what it sets last is hidden from the blocks inside it too.
  private void analyse(List<Statement> body, Frame frame) {
    visit(body, frame);
    if (!frame.hidden.isEmpty()) {
      names.put(body, Set.copyOf(frame.hidden));
    }
    descend(body, frame);
  }

  private static void visit(List<Statement> body, Frame frame) {
    body.forEach(statement -> visit(statement, frame));
  }

  private static void visit(Statement statement, Frame frame) {
    switch (statement) {
      case Statement.Print print -> frame.read(print.expression());
      case Statement.If choice -> visit(choice, frame);
      case Statement.For loop -> frame.read(loop.iterable());
      case Statement.Set set -> {
        frame.read(set.value());
        frame.set(set.target());
      }
      case Statement.SetBlock set -> frame.set(set.target());
      case Statement.MacroDefinition definition -> frame.set(definition.name());
      case Statement.CallBlock block -> frame.read(block.call());
      case Statement.FilterBlock block -> frame.read(block.filter());
      case Statement.With with ->
          with.assignments().forEach(assignment -> frame.read(assignment.value()));
      case Statement.Text text -> {}
      case Statement.Break leave -> {}
      case Statement.Continue next -> {}
      case Statement.Block block -> {}
      case Statement.Load load -> {}
    }
  }

  private static void visit(Statement.If choice, Frame frame) {
    Set<String> known = new HashSet<>();
    for (Statement.Branch branch : choice.branches()) {
      frame.read(branch.condition());
      known.addAll(branch(branch.body(), frame));
    }
    known.addAll(branch(choice.otherwise(), frame));
    frame.known.addAll(known);
  }

  private static Set<String> branch(List<Statement> body, Frame frame) {
    Frame branch = new Frame(frame.parent);
    branch.known.addAll(frame.known);
    visit(body, branch);
    return branch.known;
  }

  private void descend(List<Statement> body, Frame frame) {
    body.forEach(statement -> descend(statement, frame));
  }

  private void descend(Statement statement, Frame frame) {
    Frame inner = new Frame(frame);
    switch (statement) {
      case Statement.If choice -> {
        choice.branches().forEach(branch -> descend(branch.body(), frame));
        descend(choice.otherwise(), frame);
      }
      case Statement.For loop -> {
        inner.known.add("loop");
        inner.declare(loop.target());
        analyse(loop.body(), inner);
        analyse(loop.otherwise(), new Frame(frame));
      }
      case Statement.SetBlock set -> analyse(set.body(), inner);
      case Statement.MacroDefinition definition -> macro(definition.macro(), inner);
      case Statement.CallBlock block -> macro(block.caller(), inner);
      case Statement.FilterBlock block -> analyse(block.body(), inner);
      case Statement.With with -> {
        with.assignments().forEach(assignment -> inner.declare(assignment.target()));
        analyse(with.body(), inner);
      }
      case Statement.Block block -> analyse(block.body(), block.scoped() ? inner : new Frame(null));
      case Statement.Print print -> {}
      case Statement.Set set -> {}
      case Statement.Text text -> {}
      case Statement.Break leave -> {}
      case Statement.Continue next -> {}
      case Statement.Load load -> {}
    }
  }

  private void macro(Statement.Macro macro, Frame frame) {
    frame.known.addAll(List.of("caller", "varargs", "kwargs"));
    for (Statement.Parameter parameter : macro.parameters()) {
      frame.known.add(parameter.name());
      frame.read(parameter.fallback());
    }
    analyse(macro.body(), frame);
  }
}
