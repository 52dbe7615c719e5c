package dev.fovea.jinja.internal.value;

import org.jspecify.annotations.Nullable;

/// A value that is an object with attributes, or that can be called: macros, `loop`, namespaces,
/// functions and bound methods.
public non-sealed interface ObjectValue extends Value {

  /// The name of the Python class, as it appears in messages.
  String typeName();

  /// The text Python prints for it.
  default String describe() {
    return "<" + typeName() + " object>";
  }

  /// The attribute of that name, or null when there is none.
  default @Nullable Value attribute(String name) {
    return null;
  }

  /// Whether [#call] is meant to be used.
  default boolean callable() {
    return false;
  }

  /// Calls the object.
  default Value call(Arguments arguments) {
    String simpleName = typeName().substring(typeName().lastIndexOf('.') + 1);
    throw PythonError.type("'" + simpleName + "' object is not callable");
  }
}
