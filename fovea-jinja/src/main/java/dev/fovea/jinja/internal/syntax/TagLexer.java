package dev.fovea.jinja.internal.syntax;

import dev.fovea.jinja.internal.runtime.Characters;
import dev.fovea.jinja.internal.runtime.Numbers;
import dev.fovea.jinja.internal.runtime.Printer;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits the inside of one `{% … %}` or `{{ … }}` tag into tokens.
final class TagLexer {
  private static final Pattern REAL =
      Pattern.compile(
          "(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\\d)*|0(?:_?0)*");
  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final Lexer.Source source;
  private final boolean variable;
  private final Deque<Character> open = new ArrayDeque<>();
  private int position;

  TagLexer(Lexer.Source source, int position, boolean variable) {
    this.source = source;
    this.position = position;
    this.variable = variable;
  }

  /// Adds the tokens up to the end of the tag; returns where the text behind the tag goes on.
  int run(List<Token> tokens) {
    String text = source.text();
    while (true) {
      position = source.skipSpace(position);
      int start = position;
      if (open.isEmpty() && endOfTag()) {
        Token.Kind end = variable ? Token.Kind.VARIABLE_END : Token.Kind.BLOCK_END;
        tokens.add(new Token(end, "", Value.None.NONE, source.position(start)));
        return position;
      }
      if (position >= text.length()) {
        tokens.add(new Token(Token.Kind.END, "", Value.None.NONE, source.position(text.length())));
        return position;
      }
      tokens.add(token());
    }
  }

  private boolean endOfTag() {
    char sign = source.at(position);
    boolean signed = sign == '-' || (sign == '+' && !variable);
    if (!source.text().startsWith(variable ? "}}" : "%}", signed ? position + 1 : position)) {
      return false;
    }
    int end = position + (signed ? 3 : 2);
    if (variable) {
      position = signed ? source.skipSpace(end) : end;
    } else {
      position = source.skipAfterTag(end, signed ? sign : '\0');
    }
    return true;
  }

  private Token token() {
    int start = position;
    int character = source.text().codePointAt(start);
    if (Character.isDigit(character) && character < 0x80) {
      return number(start);
    }
    if (Characters.isWord(character)) {
      return name(start, character);
    }
    if ((character == '\'' || character == '"') && closingQuote(start) >= 0) {
      return string(start);
    }
    for (String operator : OPERATORS) {
      if (source.text().startsWith(operator, start)) {
        position += operator.length();
        balance(operator.charAt(0), start);
        return token(Token.Kind.OPERATOR, operator, Value.None.NONE, start);
      }
    }
    throw source.error(
        String.format(
            Locale.ROOT,
            "unexpected char %s at %d",
            Printer.quote(Character.toString(character)),
            source.text().codePointCount(0, start)),
        start);
  }

  private Token number(int start) {
    Matcher real = REAL.matcher(source.text()).region(start, source.text().length());
    if (source.at(start - 1) != '.' && real.lookingAt()) {
      position = real.end();
      double number = Double.parseDouble(real.group().replace("_", ""));
      return token(Token.Kind.REAL, real.group(), new Value.Real(number), start);
    }
    Matcher integer = INTEGER.matcher(source.text()).region(start, source.text().length());
    if (!integer.lookingAt()) {
      throw new IllegalStateException("a digit starts no number");
    }
    position = integer.end();
    BigInteger number = Numbers.parseInteger(integer.group(), 0);
    if (number == null) {
      throw source.error("Exceeds the limit (4300 digits) for integer string conversion", start);
    }
    return token(Token.Kind.INTEGER, integer.group(), new Value.Int(number), start);
  }

  private Token name(int start, int first) {
    while (position < source.text().length()
        && Characters.isWord(source.text().codePointAt(position))) {
      position += Character.charCount(source.text().codePointAt(position));
    }
    if (first != '_' && !Character.isUnicodeIdentifierStart(first)) {
      throw source.error("Invalid character in identifier", start);
    }
    return token(Token.Kind.NAME, source.text().substring(start, position), Value.None.NONE, start);
  }

  private int closingQuote(int start) {
    char quote = source.at(start);
    for (int at = start + 1; at < source.text().length(); at++) {
      char character = source.at(at);
      if (character == quote) {
        return at;
      }
      if (character == '\\') {
        at++;
      }
    }
    return -1;
  }

  private Token string(int start) {
    position = closingQuote(start) + 1;
    try {
      String text = StringLiterals.unescape(source.text().substring(start + 1, position - 1));
      return token(Token.Kind.STRING, text, Value.None.NONE, start);
    } catch (PythonError malformed) {
      throw source.error(malformed.problem(), start);
    }
  }

  private void balance(char operator, int start) {
    switch (operator) {
      case '{' -> open.push('}');
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '}', ')', ']' -> {
        if (open.isEmpty()) {
          throw source.error("unexpected '" + operator + "'", start);
        }
        char expected = open.pop();
        if (expected != operator) {
          throw source.error("unexpected '" + operator + "', expected '" + expected + "'", start);
        }
      }
      default -> {}
    }
  }

  private Token token(Token.Kind kind, String text, Value value, int start) {
    return new Token(kind, text, value, source.position(start));
  }
}
