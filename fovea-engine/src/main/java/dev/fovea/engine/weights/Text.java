package dev.fovea.engine.weights;

/// Makes foreign text fit for a one-line message.
final class Text {
  private static final int LONGEST = 80;

  private Text() {}

  /// The text on one line without control characters, cut where it grows long.
  static String oneLine(String text) {
    String shortened = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return shortened.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /// The same in quotation marks.
  static String quote(String text) {
    return '"' + oneLine(text) + '"';
  }
}
