package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.internal.syntax.Parser;
import dev.fovea.jinja.internal.syntax.Statement;
import java.util.List;

/// A template that is ready to be interpreted.
///
/// @param statements what is executed
/// @param shadowed variables that are undefined until they are set
public record Program(List<Statement> statements, ShadowedNames shadowed) {

  /// Parses and checks a template.
  public static Program parse(String source) {
    List<Statement> statements = Parser.parse(source);
    Checks.check(statements);
    return new Program(statements, ShadowedNames.of(statements));
  }
}
