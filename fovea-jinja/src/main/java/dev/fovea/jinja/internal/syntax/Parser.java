package dev.fovea.jinja.internal.syntax;

import dev.fovea.jinja.error.TemplateException;
import dev.fovea.jinja.internal.syntax.Statement.Macro;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses a template into statements.
public final class Parser {
  private static final int MAXIMUM_DEPTH = 100;

  private final TokenStream stream;
  private final ExpressionParser expressions;
  private final TargetParser targets;
  private final Deque<String> openTags = new ArrayDeque<>();
  private final Deque<List<String>> endTags = new ArrayDeque<>();

  private Parser(String template) {
    stream = Lexer.tokens(template);
    expressions = new ExpressionParser(stream);
    targets = new TargetParser(stream);
  }

  /// The statements of a template.
  ///
  /// @throws TemplateException for what is no template
  public static List<Statement> parse(String template) {
    return new Parser(template).statements(List.of());
  }

  private List<Statement> statements(List<String> ends) {
    List<Statement> body = new ArrayList<>();
    if (!ends.isEmpty()) {
      endTags.push(ends);
    }
    while (!stream.is(Token.Kind.END)) {
      Token token = stream.next();
      if (token.kind() == Token.Kind.DATA) {
        body.add(new Statement.Text(token.position(), token.text()));
      } else if (token.kind() == Token.Kind.VARIABLE_BEGIN) {
        body.add(new Statement.Print(token.position(), expressions.tuple()));
        stream.expect(Token.Kind.VARIABLE_END);
      } else if (stream.is(Token.Kind.NAME) && ends.contains(stream.current().text())) {
        break;
      } else {
        body.addAll(statement());
        stream.expect(Token.Kind.BLOCK_END);
      }
    }
    if (!ends.isEmpty()) {
      endTags.pop();
    }
    return body;
  }

  /// The body of a statement, up to one of the end tags, of which the name comes next.
  private List<Statement> body(String... ends) {
    stream.skipOperator(":");
    stream.expect(Token.Kind.BLOCK_END);
    List<String> expected = List.of(ends);
    List<Statement> body = statements(expected);
    if (stream.is(Token.Kind.END)) {
      endTags.push(expected);
      throw unclosed(null);
    }
    return body;
  }

  private List<Statement> closedBody(String end) {
    List<Statement> body = body(end);
    stream.next();
    return body;
  }

  private List<Statement> statement() {
    Token token = stream.current();
    if (token.kind() != Token.Kind.NAME) {
      throw stream.error("tag name expected", token.position());
    }
    if (openTags.size() >= MAXIMUM_DEPTH) {
      throw stream.error("statements are nested more than " + MAXIMUM_DEPTH + " levels deep");
    }
    openTags.push(token.text());
    List<Statement> statements = statement(token);
    openTags.pop();
    return statements;
  }

  private List<Statement> statement(Token token) {
    Position position = token.position();
    return switch (stream.next().text()) {
      case "if" -> List.of(ifStatement(position));
      case "for" -> List.of(forStatement(position));
      case "set" -> List.of(set(position));
      case "macro" -> {
        String name = targets.variable().name();
        yield List.of(
            new Statement.MacroDefinition(position, name, macroBody(parameters(), "endmacro")));
      }
      case "call" -> List.of(callBlock(position));
      case "filter" -> {
        Expression.Filter filter = filterChain(null);
        yield List.of(new Statement.FilterBlock(position, filter, closedBody("endfilter")));
      }
      case "with" -> List.of(with(position));
      case "generation" ->
          List.of(new Statement.Block(position, true, closedBody("endgeneration")));
      case "block" -> List.of(block(position));
      case "print" -> print(position);
      case "break" -> List.of(new Statement.Break(position));
      case "continue" -> List.of(new Statement.Continue(position));
      case "autoescape" -> throw stream.error("autoescape is not supported", position);
      case "include", "import", "from", "extends" -> {
        while (!stream.is(Token.Kind.BLOCK_END) && !stream.is(Token.Kind.END)) {
          stream.next();
        }
        yield List.of(new Statement.Load(position));
      }
      default -> {
        openTags.pop();
        throw unclosed(token);
      }
    };
  }

  private Statement ifStatement(Position position) {
    List<Statement.Branch> branches = new ArrayList<>();
    while (true) {
      Expression condition = expressions.tuple(false, "", false);
      branches.add(new Statement.Branch(condition, body("elif", "else", "endif")));
      Token end = stream.next();
      if (end.isName("elif")) {
        continue;
      }
      List<Statement> otherwise = end.isName("else") ? closedBody("endif") : List.of();
      return new Statement.If(position, branches, otherwise);
    }
  }

  private Statement forStatement(Position position) {
    Target target = targets.target("in", false);
    stream.expectName("in");
    Expression iterable = expressions.tuple(false, "recursive", false);
    Expression condition = stream.skipName("if") ? expressions.expression() : null;
    boolean recursive = stream.skipName("recursive");
    List<Statement> body = body("endfor", "else");
    List<Statement> otherwise = stream.next().isName("else") ? closedBody("endfor") : List.of();
    return new Statement.For(position, target, iterable, condition, recursive, body, otherwise);
  }

  private Statement set(Position position) {
    Target target = targets.target("", true);
    if (stream.skipOperator("=")) {
      return new Statement.Set(position, target, expressions.tuple());
    }
    Expression.Filter filter = null;
    if (stream.skipOperator("|")) {
      filter = filterChain(null);
    }
    return new Statement.SetBlock(position, target, filter, closedBody("endset"));
  }

  private Expression.Filter filterChain(@Nullable Expression input) {
    Expression.Filter filter = expressions.filter(input);
    while (stream.skipOperator("|")) {
      filter = expressions.filter(filter);
    }
    return filter;
  }

  private Statement with(Position position) {
    List<Statement.Assignment> assignments = new ArrayList<>();
    while (!stream.is(Token.Kind.BLOCK_END)) {
      if (!assignments.isEmpty()) {
        stream.expectOperator(",");
      }
      Target target = targets.target("", false);
      stream.expectOperator("=");
      assignments.add(new Statement.Assignment(target, expressions.expression()));
    }
    return new Statement.With(position, assignments, closedBody("endwith"));
  }

  private Statement callBlock(Position position) {
    List<Statement.Parameter> parameters = stream.isOperator("(") ? parameters() : List.of();
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw stream.error("expected call", position);
    }
    Macro caller = macroBody(parameters, "endcall");
    return new Statement.CallBlock(position, call, caller);
  }

  private Macro macroBody(List<Statement.Parameter> parameters, String end) {
    Set<String> names = new HashSet<>();
    Set<String> outer = expressions.collectNames(names);
    List<Statement> body = closedBody(end);
    outer.addAll(names);
    expressions.collectNames(outer);
    return new Macro(parameters, body, Set.copyOf(names));
  }

  private List<Statement.Parameter> parameters() {
    stream.expectOperator("(");
    List<Statement.Parameter> parameters = new ArrayList<>();
    while (!stream.isOperator(")")) {
      if (!parameters.isEmpty()) {
        stream.expectOperator(",");
      }
      String name = targets.variable().name();
      Expression fallback = stream.skipOperator("=") ? expressions.expression() : null;
      boolean defaults = !parameters.isEmpty() && parameters.getLast().fallback() != null;
      if (fallback == null && defaults) {
        throw stream.error("non-default argument follows default argument");
      }
      parameters.add(new Statement.Parameter(name, fallback));
    }
    stream.next();
    return parameters;
  }

  private Statement block(Position position) {
    Token name = stream.expect(Token.Kind.NAME);
    boolean scoped = stream.skipName("scoped");
    stream.skipName("required");
    List<Statement> body = closedBody("endblock");
    stream.skipName(name.text());
    return new Statement.Block(position, scoped, body);
  }

  private List<Statement> print(Position position) {
    List<Statement> prints = new ArrayList<>();
    while (!stream.is(Token.Kind.BLOCK_END)) {
      if (!prints.isEmpty()) {
        stream.expectOperator(",");
      }
      prints.add(new Statement.Print(position, expressions.expression()));
    }
    return prints;
  }

  /// The error for a tag that nothing is known of, or for the end of the template.
  private TemplateException unclosed(@Nullable Token tag) {
    StringBuilder message = new StringBuilder();
    message.append(
        tag == null
            ? "Unexpected end of template."
            : "Encountered unknown tag '" + tag.text() + "'.");
    if (!endTags.isEmpty()) {
      String expected = "'" + String.join("' or '", endTags.peek()) + "'";
      boolean nesting = tag != null && endTags.stream().anyMatch(ends -> ends.contains(tag.text()));
      message.append(
          nesting
              ? " You probably made a nesting mistake. Jinja is expecting this tag, but currently"
                  + " looking for "
                  + expected
                  + "."
              : " Jinja was looking for the following tags: " + expected + ".");
    }
    if (!openTags.isEmpty()) {
      message
          .append(" The innermost block that needs to be closed is '")
          .append(openTags.peek())
          .append("'.");
    }
    return stream.error(
        message.toString(), tag == null ? stream.current().position() : tag.position());
  }
}
