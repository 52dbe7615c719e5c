package dev.fovea.pruning.select;

import java.text.BreakIterator;
import java.util.BitSet;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where words and sentences begin. White space belongs to what it follows.
///
/// A word ends at white space and, where a script writes none, where [Scripts] finds its end. A
/// sentence ends where the JDK finds its end in any language, where [Scripts] does, and at a blank
/// line. For text in Latin letters, [Scripts] is not asked.
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
    if (Scripts.any(text)) {
      starts.or(Scripts.words(text));
    }
    return starts;
  }

  /// First characters of the sentences, and character 0.
  static BitSet sentences(String text) {
    BitSet starts = new BitSet(text.length());
    starts.set(0);
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
    sentences.setText(text);
    for (int start = sentences.first(); start != BreakIterator.DONE; start = sentences.next()) {
      starts.set(start);
    }
    Matcher blankLine = BLANK_LINE.matcher(text);
    while (blankLine.find()) {
      starts.set(blankLine.end());
    }
    if (Scripts.any(text)) {
      starts.or(Scripts.sentences(text));
      Scripts.joinMarks(text, starts);
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

  static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
