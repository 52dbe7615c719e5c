package dev.fovea.jinja.internal.syntax;

import dev.fovea.jinja.internal.value.PythonError;
import java.util.Locale;

/// The escapes of string literals, as Python's `unicode-escape` codec reads them after everything
/// outside ASCII has been turned into escapes itself; that order is visible after a backslash.
final class StringLiterals {
  private final String source;
  private final StringBuilder out = new StringBuilder();
  private int position;

  private StringLiterals(String source) {
    this.source = source;
  }

  /// The text that a literal without its quotes stands for.
  static String unescape(String source) {
    return source.indexOf('\\') < 0 ? source : new StringLiterals(source).run();
  }

  private String run() {
    while (position < source.length()) {
      char character = source.charAt(position++);
      if (character == '\\') {
        escape();
      } else {
        out.append(character);
      }
    }
    return out.toString();
  }

  private void escape() {
    int escaped = source.codePointAt(position);
    position += Character.charCount(escaped);
    switch (escaped) {
      case '\n' -> {}
      case '\\', '\'', '"' -> out.appendCodePoint(escaped);
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000b');
      case 'x' -> hexadecimal('x', 2);
      case 'u' -> hexadecimal('u', 4);
      case 'U' -> hexadecimal('U', 8);
      case 'N' -> named();
      default -> {
        if (escaped >= '0' && escaped <= '7') {
          octal(escaped - '0');
        } else if (escaped < 0x80) {
          out.append('\\').append((char) escaped);
        } else {
          String format = escaped <= 0xff ? "\\x%02x" : escaped <= 0xffff ? "\\u%04x" : "\\U%08x";
          out.append(String.format(Locale.ROOT, format, escaped));
        }
      }
    }
  }

  private void octal(int first) {
    int number = first;
    for (int digits = 1; digits < 3 && position < source.length(); digits++) {
      int digit = Character.digit(source.charAt(position), 8);
      if (digit < 0) {
        break;
      }
      number = number * 8 + digit;
      position++;
    }
    out.appendCodePoint(number);
  }

  private void hexadecimal(char letter, int length) {
    long number = 0;
    for (int index = 0; index < length; index++) {
      char character = position < source.length() ? source.charAt(position) : '\0';
      int digit = character < 0x80 ? Character.digit(character, 16) : -1;
      if (digit < 0) {
        throw PythonError.value("truncated \\" + letter + "X".repeat(length) + " escape");
      }
      number = number * 16 + digit;
      position++;
    }
    if (number > Character.MAX_CODE_POINT) {
      throw PythonError.value("illegal Unicode character");
    }
    out.appendCodePoint((int) number);
  }

  private void named() {
    int end = source.indexOf('}', position);
    if (position >= source.length() || source.charAt(position) != '{' || end < 0) {
      throw PythonError.value("malformed \\N character escape");
    }
    try {
      out.appendCodePoint(Character.codePointOf(source.substring(position + 1, end)));
    } catch (IllegalArgumentException unknown) {
      throw PythonError.value("unknown Unicode character name");
    }
    position = end + 1;
  }
}
