package dev.fovea.engine.internal.weights;

import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.json.Text;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Regular expressions as Python writes them, for names of modules.
final class PythonPattern {
  private PythonPattern() {}

  /// The expression in Java's terms, which differ from Python's in groups with names and inside
  /// brackets.
  ///
  /// @param json where it was found, under `key`
  static Pattern compile(JsonView json, String key, String expression) {
    try {
      return Pattern.compile(translated(expression));
    } catch (PatternSyntaxException e) {
      throw json.wrong(key, "a valid regular expression in place of " + Text.quote(expression));
    }
  }

  private static String translated(String expression) {
    StringBuilder java = new StringBuilder();
    boolean bracket = false;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '\\' && i + 1 < expression.length()) {
        java.append(c).append(expression.charAt(++i));
      } else if (bracket) {
        java.append("[&".indexOf(c) >= 0 ? "\\" : "").append(c);
        bracket = c != ']';
      } else if (c == '[') {
        int first = expression.startsWith("^", i + 1) ? i + 2 : i + 1;
        java.append(expression, i, first);
        if (expression.startsWith("]", first)) { // the first one in brackets is a letter in Python
          java.append("\\]");
          first++;
        }
        i = first - 1;
        bracket = true;
      } else if (expression.startsWith("(?P<", i)) {
        java.append("(?<");
        i += 3;
      } else {
        java.append(c);
      }
    }
    return java.toString();
  }
}
