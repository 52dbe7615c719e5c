package dev.fovea.pruning.select;

import java.text.BreakIterator;
import java.util.BitSet;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where words and sentences begin. White space belongs to what it follows.
final class Segments {

  private static final Pattern BLANK_LINE = Pattern.compile("\\n\\s*\\n\\s*");

  private Segments() {}

  /// First characters of the words, and character 0.
  static BitSet words(String text) {
    BitSet starts = new BitSet(text.length());
    starts.set(0);
    for (int i = 1; i < text.length(); i++) {
      if (isBlank(text.charAt(i - 1)) && !isBlank(text.charAt(i))) {
        starts.set(i);
      }
    }
    return starts;
  }

  /// First characters of the sentences as the JDK finds them in any language, and of paragraphs.
  static BitSet sentences(String text) {
    BitSet starts = new BitSet(text.length());
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
    sentences.setText(text);
    for (int start = sentences.first(); start != BreakIterator.DONE; start = sentences.next()) {
      starts.set(start);
    }
    Matcher blankLine = BLANK_LINE.matcher(text);
    while (blankLine.find()) {
      starts.set(blankLine.end());
    }
    return starts;
  }

  /// Index of the first character in `[start, end)` that is not white space, or `start`.
  static int firstVisible(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!isBlank(text.charAt(i))) {
        return i;
      }
    }
    return start;
  }

  /// Index of the last character in `[start, end)` that is not white space, or `start`.
  static int lastVisible(String text, int start, int end) {
    for (int i = end - 1; i >= start; i--) {
      if (!isBlank(text.charAt(i))) {
        return i;
      }
    }
    return start;
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
