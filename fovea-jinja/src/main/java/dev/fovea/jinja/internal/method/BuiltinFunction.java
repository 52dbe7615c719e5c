package dev.fovea.jinja.internal.method;

import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.Value;
import java.util.function.Function;

/// A function or bound method that this interpreter provides.
///
/// @param typeName the name of the Python class it is an instance of
/// @param name its own name
/// @param body what a call does
public record BuiltinFunction(String typeName, String name, Function<Arguments, Value> body)
    implements ObjectValue {

  /// A global function.
  public BuiltinFunction(String name, Function<Arguments, Value> body) {
    this("function", name, body);
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public Value call(Arguments arguments) {
    return body.apply(arguments);
  }

  @Override
  public String describe() {
    return "<" + typeName + " " + name + ">";
  }
}
