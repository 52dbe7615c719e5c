package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.PythonError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;

/// Cutting text as the methods of Python's `str` do.
public final class Texts {
  private Texts() {}

  /// The text without white space at either end.
  public static String strip(String text) {
    return strip(text, Characters::isSpace, true, true);
  }

  /// The text without the characters to strip, at the chosen ends.
  public static String strip(String text, IntPredicate stripped, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && stripped.test(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && start < end && stripped.test(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  /// `text.split(None, limit)`: the words between white space.
  public static List<String> words(String text, int limit) {
    List<String> words = new ArrayList<>();
    int start = skip(text, 0, true);
    while (start < text.length()) {
      if (words.size() == limit) {
        words.add(text.substring(start));
        break;
      }
      int end = skip(text, start, false);
      words.add(text.substring(start, end));
      start = skip(text, end, true);
    }
    return words;
  }

  /// Where the white space, or what is no white space, ends that begins at an index.
  private static int skip(String text, int from, boolean space) {
    int at = from;
    while (at < text.length() && Characters.isSpace(text.charAt(at)) == space) {
      at++;
    }
    return at;
  }

  /// `text.rsplit(None, limit)`.
  public static List<String> wordsFromRight(String text, int limit) {
    String reversed = reverse(text);
    List<String> words =
        new ArrayList<>(words(reversed, limit).stream().map(Texts::reverse).toList());
    Collections.reverse(words);
    return words;
  }

  /// `text.split(separator, limit)`.
  public static List<String> split(String text, String separator, int limit) {
    requireSeparator(separator);
    List<String> parts = new ArrayList<>();
    int from = 0;
    int at = text.indexOf(separator);
    while (at >= 0 && parts.size() != limit) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  /// `text.rsplit(separator, limit)`.
  public static List<String> splitFromRight(String text, String separator, int limit) {
    requireSeparator(separator);
    List<String> parts = new ArrayList<>();
    int end = text.length();
    int at = text.lastIndexOf(separator);
    while (at >= 0 && parts.size() != limit) {
      parts.add(text.substring(at + separator.length(), end));
      end = at;
      at = at < separator.length() ? -1 : text.lastIndexOf(separator, at - separator.length());
    }
    parts.add(text.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  /// `text.splitlines(keepEnds)`.
  public static List<String> lines(String text, boolean keepEnds) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    int index = 0;
    while (index < text.length()) {
      char character = text.charAt(index++);
      if (Characters.isLineBreak(character)) {
        int end = index - 1;
        if (character == '\r' && index < text.length() && text.charAt(index) == '\n') {
          index++;
        }
        lines.add(text.substring(start, keepEnds ? index : end));
        start = index;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  /// `text.replace(old, replacement, limit)`, where a negative limit is none.
  public static String replace(
      Budget budget, String text, String old, String replacement, int limit) {
    int possible = old.isEmpty() ? text.length() + 1 : text.length() / old.length();
    long most = limit < 0 ? possible : Math.min(limit, possible);
    if (replacement.length() > old.length()) {
      budget.characters(occurrences(text, old, most) * (replacement.length() - old.length()));
    }
    budget.characters(text.length());
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (long done = 0; done < most; done++) {
      int at = text.indexOf(old, old.isEmpty() && done > 0 ? next(text, from) : from);
      if (at < 0 || (old.isEmpty() && done > 0 && from == text.length())) {
        break;
      }
      out.append(text, from, at).append(replacement);
      from = at + old.length();
    }
    return out.append(text.substring(from)).toString();
  }

  /// `text.count(part)`, stopping at a limit.
  public static long occurrences(String text, String part, long limit) {
    if (part.isEmpty()) {
      return Math.min(limit, text.codePointCount(0, text.length()) + 1L);
    }
    long count = 0;
    for (int at = text.indexOf(part); at >= 0 && count < limit; count++) {
      at = text.indexOf(part, at + part.length());
    }
    return count;
  }

  /// The text with its characters in reverse order.
  public static String reverse(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static int next(String text, int index) {
    return index < text.length() ? text.offsetByCodePoints(index, 1) : index;
  }

  private static void requireSeparator(String separator) {
    if (separator.isEmpty()) {
      throw PythonError.value("empty separator");
    }
  }
}
