package dev.fovea.cli.print;

import java.text.BreakIterator;
import java.util.Locale;
import org.jline.utils.WCWidth;

/// Texts as terminals set them: a Chinese character is two columns wide, an accent that joins the
/// letter before it none.
public final class Columns {
  private static final String LINE = System.lineSeparator();

  private Columns() {}

  /// Width of a text on one line.
  public static int width(String text) {
    return text.codePoints().map(Columns::width).sum();
  }

  private static int width(int character) {
    return Math.max(0, WCWidth.wcwidth(character));
  }

  /// The text and blanks behind it, so many columns together, if it is not longer.
  public static String padded(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  /// The text, cut to so many columns.
  public static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    int end = 0;
    int used = 1; // the dots
    while (used + width(text.codePointAt(end)) <= columns) {
      used += width(text.codePointAt(end));
      end = text.offsetByCodePoints(end, 1);
    }
    return text.substring(0, end) + "…";
  }

  /// Breaks every line that is too long between words, and sets what follows in by so many columns
  /// more. A word that is longer than a line stays whole, to be copied.
  static String wrapped(String text, int columns, int indent) {
    StringBuilder all = new StringBuilder();
    for (String line : text.split("(?<=\n)", -1)) {
      all.append(width(line) <= columns ? line : wrappedLine(line, columns, indent));
    }
    return all.toString();
  }

  private static String wrappedLine(String line, int columns, int indent) {
    int leading = line.length() - line.stripLeading().length();
    String margin = " ".repeat(Math.min(leading + indent, columns / 2));
    BreakIterator places = BreakIterator.getLineInstance(Locale.ROOT);
    places.setText(line);
    StringBuilder lines = new StringBuilder();
    StringBuilder current = new StringBuilder();
    boolean begun = false;
    int start = places.first();
    for (int end = places.next(); end != BreakIterator.DONE; end = places.next()) {
      if (end < line.length() && !mayBreak(line, end)) {
        continue;
      }
      String piece = line.substring(start, end);
      start = end;
      if (begun && width(current + piece.stripTrailing()) > columns) {
        lines.append(current.toString().stripTrailing()).append(LINE);
        current.setLength(0);
        current.append(margin);
      }
      current.append(piece);
      begun |= !piece.isBlank();
    }
    return lines.append(current).toString();
  }

  /// Between words, and beside wide characters, whose scripts have no blanks; but not within a path
  /// or a word with a hyphen.
  private static boolean mayBreak(String line, int place) {
    return Character.isWhitespace(line.charAt(place - 1))
        || width(line.codePointBefore(place)) == 2
        || width(line.codePointAt(place)) == 2;
  }
}
