package dev.fovea.jinja.internal.syntax;

import dev.fovea.jinja.error.TemplateException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tokens of a template with a place to read on from.
final class TokenStream {
  private final List<Token> tokens;
  private final @Nullable TemplateException failure;
  private int index;

  /// Tokens that end with one of kind `END`, or with the failure to read on.
  TokenStream(List<Token> tokens, @Nullable TemplateException failure) {
    this.tokens = tokens;
    this.failure = failure;
  }

  Token current() {
    if (index == tokens.size() && failure != null) {
      throw failure;
    }
    return tokens.get(index);
  }

  Token look() {
    return tokens.get(Math.min(index + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = current();
    if (token.kind() != Token.Kind.END) {
      index++;
    }
    return token;
  }

  boolean is(Token.Kind kind) {
    return current().kind() == kind;
  }

  boolean isName(String name) {
    return current().isName(name);
  }

  boolean isOperator(String operator) {
    return current().isOperator(operator);
  }

  boolean skipName(String name) {
    boolean found = isName(name);
    if (found) {
      next();
    }
    return found;
  }

  boolean skipOperator(String operator) {
    boolean found = isOperator(operator);
    if (found) {
      next();
    }
    return found;
  }

  Token expect(Token.Kind kind) {
    return expect(is(kind), kind.description());
  }

  Token expectName(String name) {
    return expect(isName(name), name);
  }

  Token expectOperator(String operator) {
    return expect(isOperator(operator), operator);
  }

  private Token expect(boolean found, String expected) {
    if (found) {
      return next();
    }
    if (is(Token.Kind.END)) {
      throw error("unexpected end of template, expected '" + expected + "'.");
    }
    throw error("expected token '" + expected + "', got '" + current().describe() + "'");
  }

  TemplateException error(String problem) {
    return error(problem, current().position());
  }

  TemplateException error(String problem, Position position) {
    return new TemplateException(problem, position.line(), position.column());
  }
}
