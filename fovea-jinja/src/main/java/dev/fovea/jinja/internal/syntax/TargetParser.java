package dev.fovea.jinja.internal.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Parses what is assigned to: variables, attributes of namespaces, and tuples of these.
final class TargetParser {
  private static final Set<String> CONSTANTS =
      Set.of("true", "false", "none", "True", "False", "None");
  private static final int MAXIMUM_DEPTH = 50;

  private final TokenStream stream;
  private int depth;

  TargetParser(TokenStream stream) {
    this.stream = stream;
  }

  Target.Variable variable() {
    Token token = stream.expect(Token.Kind.NAME);
    if (CONSTANTS.contains(token.text())) {
      throw stream.error("can't assign to 'name'", token.position());
    }
    return new Target.Variable(token.position(), token.text());
  }

  /// A target up to a name such as `in`; attributes of namespaces only where they are allowed.
  Target target(String endName, boolean withMembers) {
    if (++depth > MAXIMUM_DEPTH) {
      throw stream.error("assignments are nested more than " + MAXIMUM_DEPTH + " levels deep");
    }
    Position position = stream.current().position();
    List<Target> targets = new ArrayList<>();
    boolean comma = false;
    while (!atEnd(endName)) {
      targets.add(single(withMembers));
      if (!stream.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    depth--;
    if (targets.isEmpty() && !stream.isOperator(")")) {
      throw stream.error("Expected an expression, got '" + stream.current().describe() + "'");
    }
    return targets.size() == 1 && !comma
        ? targets.getFirst()
        : new Target.Unpacking(position, targets);
  }

  private boolean atEnd(String endName) {
    return stream.is(Token.Kind.VARIABLE_END)
        || stream.is(Token.Kind.BLOCK_END)
        || stream.isOperator(")")
        || (!endName.isEmpty() && stream.isName(endName));
  }

  private Target single(boolean withMembers) {
    Token token = stream.next();
    if (token.isOperator("(")) {
      Target inner = target("", withMembers);
      stream.expectOperator(")");
      return inner;
    }
    if (token.kind() != Token.Kind.NAME) {
      boolean constant =
          token.kind() == Token.Kind.STRING
              || token.kind() == Token.Kind.INTEGER
              || token.kind() == Token.Kind.REAL;
      throw stream.error(
          constant ? "can't assign to 'const'" : "unexpected '" + token.describe() + "'",
          token.position());
    }
    if (CONSTANTS.contains(token.text())) {
      throw stream.error("can't assign to 'const'", token.position());
    }
    if (withMembers && stream.skipOperator(".")) {
      String name = stream.expect(Token.Kind.NAME).text();
      return new Target.Member(token.position(), token.text(), name);
    }
    return new Target.Variable(token.position(), token.text());
  }
}
