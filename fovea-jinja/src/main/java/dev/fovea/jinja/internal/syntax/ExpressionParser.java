package dev.fovea.jinja.internal.syntax;

import dev.fovea.jinja.error.TemplateException;
import dev.fovea.jinja.internal.syntax.Expression.CallArguments;
import dev.fovea.jinja.internal.syntax.Expression.Operator;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses expressions by precedence climbing, with the grammar of jinja2: `not` binds looser than
/// comparisons, `~` tighter than `+`, and a filter applies to the unary minus before it.
final class ExpressionParser {
  /// CPython gives up on the nested calls of jinja2's own parser earlier than this.
  private static final int MAXIMUM_DEPTH = 120;

  private final TokenStream stream;
  private int depth;
  private Set<String> names = new HashSet<>();

  ExpressionParser(TokenStream stream) {
    this.stream = stream;
  }

  /// Starts to collect the variables that expressions read; returns the set in use before.
  Set<String> collectNames(Set<String> collector) {
    Set<String> before = names;
    names = collector;
    return before;
  }

  Expression expression() {
    enter();
    Position position = stream.current().position();
    Expression expression = withoutCondition();
    while (stream.skipName("if")) {
      Expression condition = withoutCondition();
      Expression otherwise = stream.skipName("else") ? expression() : null;
      expression = new Expression.Conditional(position, condition, expression, otherwise);
    }
    depth--;
    return expression;
  }

  Expression withoutCondition() {
    return binary(1);
  }

  /// One expression, or several with commas between them as a tuple.
  Expression tuple(boolean withCondition, String endName, boolean parenthesized) {
    Position position = stream.current().position();
    List<Expression> items = new ArrayList<>();
    boolean comma = false;
    while (!atTupleEnd(endName)) {
      items.add(withCondition ? expression() : withoutCondition());
      if (!stream.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (!comma && items.size() == 1) {
      return items.getFirst();
    }
    if (!comma && !parenthesized) {
      throw stream.error("Expected an expression, got '" + stream.current().describe() + "'");
    }
    return new Expression.TupleDisplay(position, items);
  }

  Expression tuple() {
    return tuple(true, "", false);
  }

  boolean atTupleEnd(String endName) {
    return stream.is(Token.Kind.VARIABLE_END)
        || stream.is(Token.Kind.BLOCK_END)
        || stream.isOperator(")")
        || (!endName.isEmpty() && stream.isName(endName));
  }

  private Expression binary(int level) {
    enter();
    Expression left = level <= Precedence.NOT && stream.isName("not") ? negation() : unary(true);
    while (true) {
      Operator operator = Precedence.operator(stream);
      if (operator == null || Precedence.level(operator) < level) {
        depth--;
        return left;
      }
      Position position = stream.current().position();
      left =
          switch (Precedence.level(operator)) {
            case Precedence.COMPARISON -> comparison(position, left);
            case Precedence.CONCATENATION -> concatenation(position, left);
            default -> {
              stream.next();
              yield new Expression.Binary(
                  position, operator, left, binary(Precedence.level(operator) + 1));
            }
          };
    }
  }

  private Expression negation() {
    Position position = stream.next().position();
    return new Expression.Unary(position, Operator.NOT, binary(Precedence.NOT));
  }

  private Expression comparison(Position position, Expression first) {
    List<Expression.Operand> rest = new ArrayList<>();
    Operator operator = Precedence.operator(stream);
    while (operator != null && Precedence.level(operator) == Precedence.COMPARISON) {
      stream.next();
      if (operator == Operator.NOT_IN) {
        stream.next();
      }
      rest.add(new Expression.Operand(operator, binary(Precedence.COMPARISON + 1)));
      operator = Precedence.operator(stream);
    }
    return new Expression.Comparison(position, first, rest);
  }

  private Expression concatenation(Position position, Expression first) {
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (stream.skipOperator("~")) {
      parts.add(binary(Precedence.CONCATENATION + 1));
    }
    return new Expression.Concatenation(position, parts);
  }

  private Expression unary(boolean withFilters) {
    enter();
    Token token = stream.current();
    Expression expression;
    if (token.isOperator("-") || token.isOperator("+")) {
      stream.next();
      Operator operator = token.isOperator("-") ? Operator.SUBTRACT : Operator.ADD;
      expression = new Expression.Unary(token.position(), operator, unary(false));
    } else {
      expression = primary();
    }
    expression = postfix(expression);
    expression = withFilters ? filters(expression) : expression;
    depth--;
    return expression;
  }

  private Expression primary() {
    Token token = stream.current();
    return switch (token.kind()) {
      case NAME -> name(stream.next());
      case STRING -> {
        StringBuilder text = new StringBuilder();
        while (stream.is(Token.Kind.STRING)) {
          text.append(stream.next().text());
        }
        yield new Expression.Literal(token.position(), new Value.Text(text.toString()));
      }
      case INTEGER, REAL -> new Expression.Literal(token.position(), stream.next().value());
      case OPERATOR -> display(token);
      default -> throw unexpected(token);
    };
  }

  private Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Expression.Literal(token.position(), Value.Bool.TRUE);
      case "false", "False" -> new Expression.Literal(token.position(), Value.Bool.FALSE);
      case "none", "None" -> new Expression.Literal(token.position(), Value.None.NONE);
      default -> {
        names.add(token.text());
        yield new Expression.Name(token.position(), token.text());
      }
    };
  }

  private Expression display(Token token) {
    return switch (token.text()) {
      case "(" -> {
        stream.next();
        Expression inner = tuple(true, "", true);
        stream.expectOperator(")");
        yield inner;
      }
      case "[" -> {
        stream.next();
        List<Expression> items = new ArrayList<>();
        while (separated(items.isEmpty(), "]")) {
          items.add(expression());
        }
        yield new Expression.ListDisplay(token.position(), items);
      }
      case "{" -> {
        stream.next();
        List<Expression.Pair> pairs = new ArrayList<>();
        while (separated(pairs.isEmpty(), "}")) {
          Expression key = expression();
          stream.expectOperator(":");
          pairs.add(new Expression.Pair(key, expression()));
        }
        yield new Expression.DictDisplay(token.position(), pairs);
      }
      default -> throw unexpected(token);
    };
  }

  /// Whether another element follows before the closing operator, which is skipped otherwise.
  private boolean separated(boolean first, String close) {
    if (!first && !stream.isOperator(close)) {
      stream.expectOperator(",");
    }
    return !stream.skipOperator(close);
  }

  private TemplateException unexpected(Token token) {
    return stream.error("unexpected '" + token.describe() + "'", token.position());
  }

  private Expression postfix(Expression start) {
    Expression expression = start;
    while (true) {
      Position position = stream.current().position();
      if (stream.skipOperator(".")) {
        expression = member(position, expression);
      } else if (stream.skipOperator("[")) {
        expression = subscript(position, expression);
      } else if (stream.isOperator("(")) {
        expression = new Expression.Call(position, expression, arguments());
      } else {
        return expression;
      }
    }
  }

  private Expression member(Position position, Expression object) {
    Token token = stream.next();
    return switch (token.kind()) {
      case NAME -> new Expression.Attribute(position, object, token.text());
      case INTEGER ->
          new Expression.Item(
              position, object, new Expression.Literal(token.position(), token.value()));
      default -> throw stream.error("expected name or number", token.position());
    };
  }

  private Expression subscript(Position position, Expression object) {
    if (stream.skipOperator("]")) {
      Expression nothing = new Expression.TupleDisplay(position, List.of());
      return new Expression.Item(position, object, nothing);
    }
    Expression first = stream.isOperator(":") ? null : expression();
    Expression result;
    if (stream.skipOperator(":")) {
      Expression stop = sliceBound();
      Expression step = stream.skipOperator(":") ? sliceBound() : null;
      result = new Expression.Slice(position, object, first, stop, step);
    } else if (first != null && stream.isOperator(",")) {
      List<Expression> indices = new ArrayList<>(List.of(first));
      while (stream.skipOperator(",")) {
        indices.add(expression());
      }
      Expression index = new Expression.TupleDisplay(position, indices);
      result = new Expression.Item(position, object, index);
    } else {
      result = new Expression.Item(position, object, Objects.requireNonNull(first));
    }
    if (!stream.skipOperator("]")) {
      stream.expectOperator(",");
      throw stream.error("a slice must be the only index");
    }
    return result;
  }

  private @Nullable Expression sliceBound() {
    boolean absent = stream.isOperator(":") || stream.isOperator("]") || stream.isOperator(",");
    return absent ? null : expression();
  }

  private Expression filters(Expression start) {
    Expression expression = start;
    while (true) {
      if (stream.isOperator("|")) {
        stream.next();
        expression = filter(expression);
      } else if (stream.isName("is")) {
        expression = test(expression);
      } else if (stream.isOperator("(")) {
        Position position = stream.current().position();
        expression = new Expression.Call(position, expression, arguments());
      } else {
        return expression;
      }
    }
  }

  /// A filter whose name comes next, applied to an input.
  Expression.Filter filter(@Nullable Expression input) {
    Position position = stream.current().position();
    String name = dottedName();
    CallArguments arguments = stream.isOperator("(") ? arguments() : CallArguments.NONE;
    return new Expression.Filter(position, input, name, arguments);
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(stream.expect(Token.Kind.NAME).text());
    while (stream.skipOperator(".")) {
      name.append('.').append(stream.expect(Token.Kind.NAME).text());
    }
    return name.toString();
  }

  private Expression test(Expression input) {
    Position position = stream.next().position();
    boolean negated = stream.skipName("not");
    String name = dottedName();
    Expression test = new Expression.Test(position, input, name, testArguments());
    return negated ? new Expression.Unary(position, Operator.NOT, test) : test;
  }

  private CallArguments testArguments() {
    if (stream.isOperator("(")) {
      return arguments();
    }
    boolean operand =
        switch (stream.current().kind()) {
          case NAME -> !stream.isName("else") && !stream.isName("or") && !stream.isName("and");
          case STRING, INTEGER, REAL -> true;
          case OPERATOR -> stream.isOperator("[") || stream.isOperator("{");
          default -> false;
        };
    if (!operand) {
      return CallArguments.NONE;
    }
    if (stream.isName("is")) {
      throw stream.error("You cannot chain multiple tests with is");
    }
    return new CallArguments(List.of(postfix(primary())), List.of(), null, null);
  }

  private CallArguments arguments() {
    Position position = stream.expectOperator("(").position();
    List<Expression> positional = new ArrayList<>();
    List<Expression.Keyword> keywords = new ArrayList<>();
    Expression spread = null;
    Expression keywordSpread = null;
    boolean first = true;
    while (separated(first, ")")) {
      first = false;
      boolean keyword = stream.is(Token.Kind.NAME) && stream.look().isOperator("=");
      boolean valid = keywordSpread == null;
      if (stream.skipOperator("*")) {
        valid &= spread == null;
        spread = expression();
      } else if (stream.skipOperator("**")) {
        keywordSpread = expression();
      } else if (keyword) {
        String name = stream.next().text();
        stream.next();
        keywords.add(new Expression.Keyword(name, expression()));
      } else {
        valid &= spread == null && keywords.isEmpty();
        positional.add(expression());
      }
      if (!valid) {
        throw stream.error("invalid syntax for function call expression", position);
      }
    }
    return new CallArguments(positional, keywords, spread, keywordSpread);
  }

  private void enter() {
    if (++depth > MAXIMUM_DEPTH * 3) {
      throw stream.error("expressions are nested more than " + MAXIMUM_DEPTH + " levels deep");
    }
  }
}
