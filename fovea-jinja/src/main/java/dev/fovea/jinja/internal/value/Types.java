package dev.fovea.jinja.internal.value;

/// The names of Python's classes, as messages use them.
public final class Types {
  private Types() {}

  /// The name of the value's class.
  public static String name(Value value) {
    return switch (value) {
      case Value.None none -> "NoneType";
      case Value.Bool truth -> "bool";
      case Value.Int number -> "int";
      case Value.Real number -> "float";
      case Value.Text text -> text.markup() ? "Markup" : "str";
      case Value.Undefined undefined -> "Undefined";
      case Value.Array array -> "list";
      case Value.Tuple tuple -> "tuple";
      case Value.Range range -> "range";
      case Dict dict -> "dict";
      case Value.View view ->
          switch (view.kind()) {
            case KEYS -> "dict_keys";
            case VALUES -> "dict_values";
            case ITEMS -> "dict_items";
          };
      case Value.Stream stream -> stream.typeName();
      case ObjectValue object ->
          object.typeName().substring(object.typeName().lastIndexOf('.') + 1);
    };
  }

  /// How jinja2 names the object of a failed look-up.
  public static String describe(Value value) {
    return switch (value) {
      case Value.None none -> "None";
      case Value.Text text when text.markup() -> "markupsafe.Markup object";
      case ObjectValue object -> object.typeName() + " object";
      case Value other -> name(other) + " object";
    };
  }
}
