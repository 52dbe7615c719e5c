package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.runtime.Texts;
import dev.fovea.jinja.internal.value.PythonError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Python's `textwrap.wrap` as the `wordwrap` filter uses it: tabs and white space are kept.
///
/// @param width most characters of a line
/// @param breakLongWords whether words longer than a line are cut
/// @param breakOnHyphens whether words may be split after their hyphens
record TextWrapper(int width, boolean breakLongWords, boolean breakOnHyphens) {
  private static final String SPACE = "[\\t\\n\\x0b\\x0c\\r ]";
  private static final String LETTER = "[^\\d\\W]";

  /// Words, hyphenated parts of words, dashes between words, and white space.
  private static final Pattern CHUNK =
      Pattern.compile(
          SPACE
              + "+"
              + "|(?<=[\\w!\"'&.,?])-{2,}(?=\\w)"
              + "|[^\\t\\n\\x0b\\x0c\\r ]+?(?:"
              + "-(?:(?<="
              + LETTER
              + "{2}-)|(?<="
              + LETTER
              + "-"
              + LETTER
              + "-))(?="
              + LETTER
              + "-?"
              + LETTER
              + ")"
              + "|(?="
              + SPACE
              + "|\\z)"
              + "|(?<=[\\w!\"'&.,?])(?=-{2,}\\w))",
          Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern SIMPLE_CHUNK = Pattern.compile(SPACE + "+|[^\\t\\n\\x0b\\x0c\\r ]+");

  TextWrapper {
    if (width <= 0) {
      throw PythonError.value("invalid width " + width + " (must be > 0)");
    }
  }

  /// The lines that a paragraph is wrapped to.
  List<String> wrap(String paragraph) {
    Deque<String> chunks = new ArrayDeque<>();
    Matcher matcher = (breakOnHyphens ? CHUNK : SIMPLE_CHUNK).matcher(paragraph);
    while (matcher.find()) {
      chunks.add(matcher.group());
    }
    List<String> lines = new ArrayList<>();
    while (!chunks.isEmpty()) {
      String line = line(chunks, lines.isEmpty());
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private String line(Deque<String> chunks, boolean first) {
    if (!first && Texts.strip(chunks.getFirst()).isEmpty()) {
      chunks.removeFirst();
    }
    List<String> line = new ArrayList<>();
    int length = 0;
    while (!chunks.isEmpty() && length + length(chunks.getFirst()) <= width) {
      length += length(chunks.getFirst());
      line.add(chunks.removeFirst());
    }
    if (!chunks.isEmpty() && length(chunks.getFirst()) > width) {
      longWord(chunks, line, length);
    }
    if (!line.isEmpty() && Texts.strip(line.getLast()).isEmpty()) {
      line.removeLast();
    }
    return String.join("", line);
  }

  private void longWord(Deque<String> chunks, List<String> line, int length) {
    int space = width - length;
    if (!breakLongWords) {
      if (line.isEmpty()) {
        line.add(chunks.removeFirst());
      }
      return;
    }
    String word = chunks.removeFirst();
    int end = word.offsetByCodePoints(0, space);
    if (breakOnHyphens && length(word) > space) {
      int hyphen = word.substring(0, end).lastIndexOf('-');
      boolean letters = hyphen > 0 && word.substring(0, hyphen).chars().anyMatch(c -> c != '-');
      end = letters ? hyphen + 1 : end;
    }
    line.add(word.substring(0, end));
    chunks.addFirst(word.substring(end));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
