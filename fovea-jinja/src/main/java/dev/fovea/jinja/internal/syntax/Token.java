package dev.fovea.jinja.internal.syntax;

import dev.fovea.jinja.internal.value.Value;

/// A piece of a template: template text, a delimiter, or a word of the expression language.
///
/// @param kind what it is
/// @param text template text, name, content of a string, or operator
/// @param value the number of a number token, `None` otherwise
/// @param position where it starts
record Token(Kind kind, String text, Value value, Position position) {

  /// What a token is; operators are told apart by their text.
  enum Kind {
    DATA("template data / text"),
    BLOCK_BEGIN("begin of statement block"),
    BLOCK_END("end of statement block"),
    VARIABLE_BEGIN("begin of print statement"),
    VARIABLE_END("end of print statement"),
    NAME("name"),
    STRING("string"),
    INTEGER("integer"),
    REAL("float"),
    OPERATOR("operator"),
    END("end of template");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    String description() {
      return description;
    }
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  /// How messages name the token.
  String describe() {
    return kind == Kind.NAME || kind == Kind.OPERATOR ? text : kind.description();
  }
}
