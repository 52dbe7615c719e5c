package dev.fovea.insight.page.html;

import java.util.Locale;

/// Puts untrusted text into HTML.
public final class Html {
  private static final int REPLACEMENT = 0xFFFD;
  private static final int CONTROL_PICTURES = 0x2400;
  private static final int DELETE = 0x7F;

  private Html() {}

  /// Text as content or as a quoted attribute. Characters that a page cannot hold or that would be
  /// invisible or turn the text around are shown by a sign of theirs: control characters as `␀`,
  /// direction marks as `[U+202E]`.
  public static String text(String text) {
    StringBuilder html = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(point -> append(html, point));
    return html.toString();
  }

  /// Text as content, with a sign before each line break, which the style sheet draws.
  public static String lines(String text) {
    return text(text).replace("\n", "<i class=\"break\"></i>\n");
  }

  private static void append(StringBuilder html, int point) {
    switch (point) {
      case '&' -> html.append("&amp;");
      case '<' -> html.append("&lt;");
      case '>' -> html.append("&gt;");
      case '"' -> html.append("&quot;");
      case '\'' -> html.append("&#39;");
      case '\n', '\t' -> html.append((char) point);
      default -> {
        if (point < ' ') {
          html.appendCodePoint(CONTROL_PICTURES + point);
        } else if (isHidden(point)) {
          html.append(String.format(Locale.ROOT, "[U+%04X]", point));
        } else {
          html.appendCodePoint(isCharacter(point) ? point : REPLACEMENT);
        }
      }
    }
  }

  /// Direction controls, separators and spaces without width; joiners shape words and stay.
  private static boolean isHidden(int point) {
    return point == 0x200B
        || point == 0x200E
        || point == 0x200F
        || point == 0x061C
        || point == 0xFEFF
        || (point >= 0x2028 && point <= 0x202E)
        || (point >= 0x2066 && point <= 0x2069);
  }

  private static boolean isCharacter(int point) {
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    boolean control = point >= DELETE && point < 0xA0;
    boolean nonCharacter = (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
    return !surrogate && !control && !nonCharacter;
  }
}
