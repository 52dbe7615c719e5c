package dev.fovea.engine.json;

/// Makes foreign text fit for a one-line message.
public final class Text {
  private static final int LONGEST_NAME = 80;
  private static final int LONGEST_SENTENCE = 200;

  private Text() {}

  /// The text on one line without control characters, cut where it grows long.
  public static String oneLine(String text) {
    return oneLine(text, LONGEST_SENTENCE);
  }

  /// A name or a value in quotation marks, on one line, cut where it grows long.
  public static String quote(String text) {
    return '"' + oneLine(text, LONGEST_NAME) + '"';
  }

  private static String oneLine(String text, int longest) {
    String shortened = text.length() > longest ? text.substring(0, longest) + "..." : text;
    return shortened.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\x85]+", " ");
  }
}
