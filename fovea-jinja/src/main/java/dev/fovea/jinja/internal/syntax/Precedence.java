package dev.fovea.jinja.internal.syntax;

import dev.fovea.jinja.internal.syntax.Expression.Operator;
import org.jspecify.annotations.Nullable;

/// How tightly the operators with two operands bind; higher levels bind tighter.
final class Precedence {
  static final int NOT = 3;
  static final int COMPARISON = 4;
  static final int CONCATENATION = 6;

  private Precedence() {}

  static int level(Operator operator) {
    return switch (operator) {
      case OR -> 1;
      case AND -> 2;
      case NOT -> NOT;
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, IN, NOT_IN ->
          COMPARISON;
      case ADD, SUBTRACT -> 5;
      case CONCATENATE -> CONCATENATION;
      case MULTIPLY, DIVIDE, FLOOR_DIVIDE, MODULO -> 7;
      case POWER -> 8;
    };
  }

  /// The operator that comes next, or null; `not in` is two tokens.
  static @Nullable Operator operator(TokenStream stream) {
    Token token = stream.current();
    if (token.kind() == Token.Kind.NAME) {
      return switch (token.text()) {
        case "or" -> Operator.OR;
        case "and" -> Operator.AND;
        case "in" -> Operator.IN;
        case "not" -> stream.look().isName("in") ? Operator.NOT_IN : null;
        default -> null;
      };
    }
    if (token.kind() == Token.Kind.OPERATOR) {
      for (Operator operator : Operator.values()) {
        if (operator.symbol().equals(token.text())) {
          return operator;
        }
      }
    }
    return null;
  }
}
