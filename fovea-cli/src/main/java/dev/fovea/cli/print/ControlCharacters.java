package dev.fovea.cli.print;

import java.util.Locale;
import java.util.function.IntPredicate;

/// Shows what would steer a terminal as escapes: a text that somebody else wrote could otherwise
/// clear the screen, rename the window, or show its letters in another order than it has them.
///
/// These are the control characters but line ends and tabs, the characters that override or isolate
/// the direction of writing (Unicode's UAX 9), and halves of surrogate pairs, which have no
/// encoding.
final class ControlCharacters {
  private ControlCharacters() {}

  /// `\x1b`, `\u202e`; all else stays as it is.
  static String shown(String text) {
    return replaced(text, ControlCharacters::steers, "\\x%02x");
  }

  /// The same within JSON, where it stays JSON of the same meaning.
  static String shownInJson(String json) {
    // Whatever stands between the strings is no such character, but for line ends.
    return replaced(json, ControlCharacters::steers, "\\u%04x");
  }

  /// Line ends and tabs become blanks too.
  static String onOneLine(String text) {
    return shown(text.replaceAll("[\\t\\r\\n]+", " "));
  }

  private static String replaced(String text, IntPredicate escaped, String narrow) {
    if (text.codePoints().noneMatch(escaped)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int character = text.codePointAt(at);
      if (!escaped.test(character) || isLineEnd(text, at)) {
        shown.appendCodePoint(character);
      } else {
        shown.append(String.format(Locale.ROOT, character < 0x100 ? narrow : "\\u%04x", character));
      }
    }
    return shown.toString();
  }

  /// As Windows ends lines.
  private static boolean isLineEnd(String text, int at) {
    return text.startsWith("\r\n", at);
  }

  private static boolean steers(int character) {
    return (Character.isISOControl(character) && character != '\n' && character != '\t')
        || (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069)
        || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
  }
}
