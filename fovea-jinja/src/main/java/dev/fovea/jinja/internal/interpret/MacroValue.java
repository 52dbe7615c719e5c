package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.internal.syntax.Statement;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A macro, or the body of a call block, together with the scope it was defined in.
final class MacroValue implements ObjectValue {
  private final Interpreter interpreter;
  private final String name;
  private final Statement.Macro macro;
  private final Scope definition;

  MacroValue(Interpreter interpreter, String name, Statement.Macro macro, Scope definition) {
    this.interpreter = interpreter;
    this.name = name;
    this.macro = macro;
    this.definition = definition;
  }

  @Override
  public String typeName() {
    return "jinja2.runtime.Macro";
  }

  @Override
  public String describe() {
    return name.isEmpty() ? "<Macro anonymous>" : "<Macro '" + name + "'>";
  }

  @Override
  public @Nullable Value attribute(String attribute) {
    return switch (attribute) {
      case "name" -> name.isEmpty() ? Value.None.NONE : new Value.Text(name);
      case "arguments" ->
          new Value.Tuple(
              macro.parameters().stream()
                  .<Value>map(parameter -> new Value.Text(parameter.name()))
                  .toList());
      case "catch_kwargs" -> Value.Bool.of(catches("kwargs"));
      case "catch_varargs" -> Value.Bool.of(catches("varargs"));
      case "caller" -> Value.Bool.of(macro.names().contains("caller"));
      default -> null;
    };
  }

  @Override
  public boolean callable() {
    return true;
  }

  /// Whether the body reads a special variable that is not a parameter.
  private boolean catches(String special) {
    return macro.names().contains(special)
        && macro.parameters().stream().noneMatch(parameter -> parameter.name().equals(special));
  }

  @Override
  public Value call(Arguments arguments) {
    Scope scope = interpreter.macroScope(macro, definition);
    List<Value> positional = new ArrayList<>(arguments.positional());
    Map<String, Value> keyword = new LinkedHashMap<>(arguments.keyword());
    List<Statement.Parameter> absent = new ArrayList<>();
    for (Statement.Parameter parameter : macro.parameters()) {
      Value value =
          positional.isEmpty() ? keyword.remove(parameter.name()) : positional.removeFirst();
      if (value == null) {
        absent.add(parameter);
      } else {
        scope.set(parameter.name(), value);
      }
    }
    if (catches("caller")) {
      Value caller = keyword.remove("caller");
      scope.set("caller", caller == null ? new Value.Undefined("No caller defined") : caller);
    }
    takeRest(scope, positional, keyword);
    return interpreter.callMacro(macro, absent, scope);
  }

  private void takeRest(Scope scope, List<Value> positional, Map<String, Value> keyword) {
    if (catches("kwargs")) {
      Dict.Builder rest = new Dict.Builder();
      keyword.forEach(rest::put);
      scope.set("kwargs", rest.build());
    } else if (keyword.containsKey("caller")) {
      throw PythonError.type(
          String.format(
                  Locale.ROOT,
                  "macro %s was invoked with two values for the special caller argument. This is most",
                  quotedName())
              + " likely a bug.");
    } else if (!keyword.isEmpty()) {
      throw PythonError.type(
          String.format(
              Locale.ROOT,
              "macro %s takes no keyword argument '%s'",
              quotedName(),
              keyword.keySet().iterator().next()));
    }
    if (catches("varargs")) {
      scope.set("varargs", new Value.Tuple(positional));
    } else if (!positional.isEmpty()) {
      throw PythonError.type(
          String.format(
              Locale.ROOT,
              "macro %s takes not more than %d argument(s)",
              quotedName(),
              macro.parameters().size()));
    }
  }

  private String quotedName() {
    return name.isEmpty() ? "None" : "'" + name + "'";
  }
}
